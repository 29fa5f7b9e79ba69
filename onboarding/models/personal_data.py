"""The fifteen terms of GDPR art. 28(3), and the sub-processors (10 § second paragraph)."""

from typing import Any

from django.db import models

from .agreement import Agreement

TERMS = {
    "subject_matter": ("föremål för behandlingen", "Art. 28.3"),
    "duration": ("varaktighet", "Art. 28.3"),
    "nature": ("behandlingens art", "Art. 28.3"),
    "purpose": ("ändamål", "Art. 28.3"),
    "data_types": ("typ av personuppgifter", "Art. 28.3"),
    "data_subjects": ("kategorier av registrerade", "Art. 28.3"),
    "controller_rights": ("den personuppgiftsansvarigas rättigheter och skyldigheter", "Art. 28.3"),
    "instructions": ("behandling endast på dokumenterade instruktioner", "Art. 28.3 a"),
    "confidentiality": ("tystnadsplikt för dem som behandlar uppgifterna", "Art. 28.3 b"),
    "security": ("säkerhetsåtgärder enligt artikel 32", "Art. 28.3 c"),
    "sub_processing": ("villkor för underbiträden", "Art. 28.3 d"),
    "data_subject_rights": ("hjälp att tillgodose de registrerades rättigheter", "Art. 28.3 e"),
    "assistance": ("hjälp med skyldigheterna i artiklarna 32–36", "Art. 28.3 f"),
    "deletion": ("radering eller återlämnande efter avslutad behandling", "Art. 28.3 g"),
    "audits": ("information, granskning och inspektion", "Art. 28.3 h"),
}


class PersonalDataTerms(models.Model):
    """One text for each point of art. 28(3). All fifteen must be there before anybody signs."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="personal_data_terms")

    class Meta:
        verbose_name = "personuppgiftsvillkor"
        verbose_name_plural = "personuppgiftsvillkor"

    def __str__(self) -> str:
        return f"Personuppgiftsvillkor i {self.agreement}"

    def missing(self) -> list[str]:
        """Return the names of the terms that are not written yet."""
        return [name for name in TERMS if not any(map(str.isalnum, getattr(self, name)))]

    def content(self) -> dict[str, Any]:
        return {
            "terms": {name: getattr(self, name) for name in TERMS},
            "sub_processors": [p.content() for p in self.agreement.sub_processors.all()],
        }


for _name, (_label, _article) in TERMS.items():
    PersonalDataTerms.add_to_class(_name, models.TextField(_label, blank=True, max_length=5000, help_text=_article))


class SubProcessor(models.Model):
    """Somebody whom the supplier engages to process the data (art. 28.2 and 28.4)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="sub_processors")
    name = models.CharField("namn", max_length=150)
    org_number = models.CharField("organisationsnummer", max_length=20, blank=True)
    task = models.CharField("uppgift", max_length=250)
    country = models.CharField("land", max_length=60, default="Sverige")

    class Meta:
        verbose_name = "underbiträde"
        verbose_name_plural = "underbiträden"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def content(self) -> dict[str, Any]:
        return {"name": self.name, "org_number": self.org_number, "task": self.task, "country": self.country}
