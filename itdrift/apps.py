from django.apps import AppConfig


class ItdriftConfig(AppConfig):
    name = "itdrift"
    verbose_name = "Bakgrundsjobb"
