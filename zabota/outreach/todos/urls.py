from django.urls import path

from zabota.outreach.todos.views import calling

app_name = "todos"
urlpatterns = [
    path("calls/", calling.current, name="calling"),
    path("calls/next/", calling.take_next, name="take_next"),
    path("calls/keep/", calling.keep, name="keep"),
    path("calls/put-back/", calling.put_back, name="put_back"),
    path("calls/<uuid:public_id>/take/", calling.take, name="take"),
    path("calls/<uuid:public_id>/number/", calling.number, name="number"),
    path("calls/<uuid:public_id>/outcome/", calling.write, name="write"),
    path("calls/<uuid:public_id>/outcome/<slug:outcome>/", calling.details, name="details"),
    path("calls/<uuid:public_id>/answer/<slug:question>/", calling.answer, name="answer"),
    path("calls/undo/<uuid:submission>/", calling.undo, name="undo"),
]
