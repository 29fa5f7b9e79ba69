from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "Register (3–6 §§)"

    def ready(self):
        # Every app's bars are there before anybody asks for a right: one that is not read keeps nobody out.
        autodiscover_modules("rights")
