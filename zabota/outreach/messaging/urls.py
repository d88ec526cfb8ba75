from django.urls import path

from zabota.outreach.messaging.views import outbox, reports, settings

app_name = "messaging"
urlpatterns = [
    path("messages/", outbox.outbox, name="outbox"),
    path("messages/channels/", settings.channel_check, name="channels"),
    path("messages/templates/", settings.templates, name="templates"),
    path("messages/templates/<slug:template>/<slug:channel>/<slug:language>/", settings.template, name="template"),
    path(
        "messages/templates/<slug:template>/<slug:channel>/<slug:language>/preview/", settings.preview, name="preview"
    ),
    path("messages/of/<uuid:public_id>/", outbox.messages_of_patient, name="messages_of_patient"),
    path("messages/report/<str:token>/", reports.report, name="report"),
    path("messages/<uuid:public_id>/", outbox.message, name="message"),
    path("messages/<uuid:public_id>/again/", outbox.again, name="again"),
    path("messages/<uuid:public_id>/cancel/", outbox.cancel, name="cancel"),
]
