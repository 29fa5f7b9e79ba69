"""What has been written to and from the person's own party in a case, and what the party has noted for itself."""

from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import cached_property

from registry.models import Mandate
from registry.rights import possible

from ..models import Attachment, Message, MessageKind, Note
from ..workflow import QUESTION_ACTS, QuestionStatus

BY = ("sender", "sender_mandate__agency", "answer__sender", "answer__sender_mandate__agency")


@dataclass(frozen=True)
class ThreadItem:
    """A message, and what the person may do about it: {name of the page: Act}, and whether to reply."""

    message: Message
    acts: dict
    may_reply: bool


class Conversation:
    """What `user` reads of the messages and notes in `case`; requested_services: those of it that the person sees."""

    def __init__(self, case, user, requested_services):
        self.case, self.user, self.requested_services = case, user, requested_services

    @cached_property
    def may_write(self):
        return self.user.has_perm("onboarding.message", self.case)

    @cached_property
    def may_note(self):
        return self.user.has_perm("onboarding.note_down", self.case)

    @cached_property
    def messages(self):
        """Last first; an answer stands under its question."""
        if not self.case.holds["messages"]:
            return []
        seen = Message.objects.visible_to(self.user).filter(registration=self.case, answers=None)
        to = Prefetch("to", Mandate.objects.select_related("agency"))
        found = list(seen.select_related(*BY).prefetch_related(to).order_by("-sent_at", "-pk"))
        answers = [message.answer for message in found if hasattr(message, "answer")]
        prefetch_related_objects([*found, *answers], Prefetch("attachments", Attachment.objects.without_content()))
        requested_services = {requested_service.pk: requested_service for requested_service in self.requested_services}
        for message in found:  # one instance of each: what bars the person is read once
            message.registration = self.case
            if message.requested_service_id in requested_services:
                message.requested_service = requested_services[message.requested_service_id]
        return found

    @property
    def answers(self):
        return [message.answer for message in self.messages if hasattr(message, "answer")]

    @cached_property
    def thread(self):
        """Return the messages as ThreadItems, last first."""
        return [self._thread_item(message) for message in self.messages]

    def _thread_item(self, message):
        acts = possible(message, QUESTION_ACTS, by=self.user) if message.kind == MessageKind.QUESTION else {}
        own = self.user.acting and self.user.acting.mandate_id == message.sender_mandate_id
        by_page = {perm.split(".")[1]: act for perm, act in acts.items()}
        may_reply = message.kind == MessageKind.MESSAGE and not own and self.may_write
        return ThreadItem(message, by_page, may_reply)

    @cached_property
    def open_questions(self):
        return [item for item in self.thread if item.message.status == QuestionStatus.OPEN]

    @cached_property
    def to_answer(self):
        """Return the open questions that the person may answer."""
        return [item.message for item in self.open_questions if "answer" in item.acts]

    @cached_property
    def notes(self):
        """Return the notes within the person's own mandate, last first."""
        if not self.case.holds["notes"]:
            return []
        seen = Note.objects.visible_to(self.user).filter(registration=self.case)
        return list(seen.select_related("written_by").order_by("-written_at", "-pk"))
