"""The journal: what was done, by whom, for whom. Append-only by trigger, each entry bound to the one before it."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

# What the hash of an entry is over, with the moment: a field that is added later stays outside, or old hashes break.
HASHED = (
    "chain",
    "number",
    "subject",
    "act",
    "section",
    "person_id",
    "person",
    "acting_for",
    "text",
    "facts",
    "previous_hash",
)


class JournalEntry(models.Model):
    """A JournalEntry is one act. `chain` is the file it belongs to ("arende/12"), `subject` what it concerns
    ("onboarding.agreement/3").

    No foreign keys: an entry says what was true then, and outlives what it describes.
    """

    chain = models.CharField("kedja", max_length=60)
    number = models.PositiveIntegerField("nummer")
    subject = models.CharField("gäller", max_length=60, db_index=True)
    act = models.CharField("handling", max_length=60)
    section = models.CharField("paragraf", max_length=20)
    at = models.DateTimeField("tidpunkt")
    person_id = models.BigIntegerField("person-id", null=True, blank=True)
    person = models.CharField("person", max_length=150)
    acting_for = models.CharField("för", max_length=250)
    text = models.TextField("händelse")
    facts = models.JSONField("uppgifter", default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "journalanteckning"
        verbose_name_plural = "journal"
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "number"],
                name="journal_number_once_in_a_chain",
                violation_error_message="Någon annan skrev i ärendet samtidigt. Försök igen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.chain} nr {self.number}: {self.text}"

    def digest(self) -> str:
        """Return SHA-256 over the entry and the hash of the entry before it, as canonical JSON."""
        content = {name: getattr(self, name) for name in HASHED}
        content["at"] = self.at.isoformat()
        canonical = json.dumps(
            content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()
