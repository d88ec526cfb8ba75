from django.urls import path

from zabota.core.practice import views

app_name = "practice"
urlpatterns = [
    path("", views.clinic, name="clinic"),
    path("calls/allow/", views.allow_calls, name="allow_calls"),
    path("calls/forbid/", views.forbid_calls, name="forbid_calls"),
    path("branches/", views.branches, name="branches"),
    path("branches/new/", views.new_branch, name="new_branch"),
    path("branches/<uuid:public_id>/", views.branch, name="branch"),
]
