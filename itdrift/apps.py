from django.apps import AppConfig
from django.core.validators import MaxLengthValidator


class ItdriftConfig(AppConfig):
    name = "itdrift"
    verbose_name = "Bakgrundsjobb"

    def ready(self):
        """A text that is too long is refused in the same words everywhere."""
        MaxLengthValidator.message = "Skriv högst %(limit_value)d tecken. Nu är det %(show_value)d."
