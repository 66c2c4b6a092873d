from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Django has an app called `sessions` too: the label keeps tables and migrations apart from its own."""

    name = "sessions"
    label = "support_sessions"
    verbose_name = "Sessions"

    def ready(self) -> None:
        from sessions import consent, forgetting, held, interests, letters, receivers, reminders  # noqa: F401, PLC0415 – they sign up
