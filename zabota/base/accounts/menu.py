"""The person's own lines in the shell."""

from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import PersonMenuEntry, lock_pages, person_menu

for entry in (
    PersonMenuEntry(key="keys", title=_("My keys"), icon="key", url_name="accounts:keys", order=10),
    PersonMenuEntry(
        key="lock", title=_("Lock the screen"), icon="lock", url_name="accounts:lock", order=20, is_post=True
    ),
    PersonMenuEntry(
        key="sign_out", title=_("Sign out"), icon="logout", url_name="accounts:sign_out", order=30, is_post=True
    ),
):
    person_menu.register(entry.key, entry)

lock_pages.register("accounts", "accounts:unlock")
