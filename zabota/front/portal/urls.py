from django.urls import path

from zabota.front.portal.views import callback, choosing, complaints, confirming, staff, visit, waiting, widget

app_name = "portal"
urlpatterns = [
    path("book/", choosing.start, name="start"),
    path("book/times/", choosing.times, name="times"),
    path("book/hold/", choosing.hold, name="hold"),
    path("book/complaint/", complaints.complaint, name="complaint"),
    path("book/step/", choosing.step, name="step"),
    path("book/who/<str:held>/", confirming.who, name="who"),
    path("book/code/", confirming.code, name="code"),
    path("book/wait/", waiting.wait, name="wait"),
    path("book/wait/code/", waiting.wait_code, name="wait_code"),
    path("book/waiting/<str:link>/", waiting.waiting, name="waiting"),
    path("book/visit/<str:link>/earlier/", waiting.earlier, name="earlier"),
    path("book/callback/", callback.callback, name="callback"),
    path("book/visit/<str:link>/", visit.visit, name="visit"),
    path("book/visit/<str:link>/move/", visit.move, name="move"),
    path("book/visit/<str:link>/cancel/", visit.cancel_visit, name="cancel"),
    path("book/visit/<str:link>/visit.ics", visit.into_calendar, name="into_calendar"),
    path("book/widget.js", widget.widget, name="widget"),
    path("online/", staff.online, name="online"),
    path("online/<uuid:public_id>/accept/", staff.accept, name="accept"),
    path("online/obstacles/", staff.where_they_leave, name="where_they_leave"),
    path("setup/online/", staff.rules, name="rules"),
    path("setup/online/complaints/", complaints.complaint_words, name="complaint_words"),
    path("setup/online/complaints/edit/", complaints.edit_complaint_words, name="edit_complaint_words"),
    path("setup/online/consents/", staff.consents, name="consents"),
]
