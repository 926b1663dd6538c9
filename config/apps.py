from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Register the system checks."""
        from config import checks  # noqa: F401 -- checks register themselves when the apps are ready
