from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = "Groups"

    def ready(self) -> None:
        from groups import consent, forgetting, held  # noqa: F401, PLC0415 – they sign up
