from django.apps import AppConfig
from django.core.validators import MaxLengthValidator
from django.utils.module_loading import autodiscover_modules


class ItdriftConfig(AppConfig):
    name = "itdrift"
    verbose_name = "Bakgrundsjobb"

    def ready(self):
        """A text that is too long is refused in the same words everywhere; every process knows all tasks and jobs."""
        MaxLengthValidator.message = "Skriv högst %(limit_value)d tecken. Nu är det %(show_value)d."
        autodiscover_modules("tasks")
