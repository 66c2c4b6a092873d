from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = "Groups"

    def ready(self) -> None:
        from groups import forgetting  # noqa: F401, PLC0415 – it signs up for forgetting
