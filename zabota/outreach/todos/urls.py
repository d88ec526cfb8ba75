from django.urls import path

from zabota.outreach.todos.views import calling, lists, panels, settings, todos

app_name = "todos"
urlpatterns = [
    path("calls/", calling.current, name="calling"),
    path("calls/next/", calling.take_next, name="take_next"),
    path("calls/keep/", calling.keep, name="keep"),
    path("calls/put-back/", calling.put_back, name="put_back"),
    path("calls/list/", lists.calls, name="calls"),
    path("calls/list/refresh/", lists.refresh, name="refresh"),
    path("calls/held/", lists.held, name="held"),
    path("calls/made/", lists.attempts, name="attempts"),
    path("calls/progress/", lists.progress, name="progress"),
    path("calls/scripts/", settings.scripts, name="scripts"),
    path("calls/scripts/<slug:reason>/", settings.write, name="write_script"),
    path("calls/scripts/<slug:reason>/rule/", settings.set_rule, name="set_rule"),
    path("calls/of/<uuid:public_id>/", panels.calls_of_patient, name="calls_of_patient"),
    path("calls/of/<uuid:public_id>/add/", panels.add, name="add_call"),
    path("calls/undo/<uuid:submission>/", calling.undo, name="undo"),
    path("calls/<uuid:public_id>/take/", calling.take, name="take"),
    path("calls/<uuid:public_id>/number/", calling.number, name="number"),
    path("calls/<uuid:public_id>/aside/", calling.aside, name="aside"),
    path("calls/<uuid:public_id>/question/", calling.question, name="question"),
    path("calls/<uuid:public_id>/outcome/", calling.write, name="write"),
    path("calls/<uuid:public_id>/outcome/<slug:outcome>/", calling.details, name="details"),
    path("calls/<uuid:public_id>/answer/<slug:question>/", calling.answer, name="answer"),
    path("todos/", todos.todos, name="todos"),
    path("todos/add/", todos.add, name="add_todo"),
    path("todos/<uuid:public_id>/", todos.todo, name="todo"),
    path("todos/<uuid:public_id>/close/", todos.close, name="close_todo"),
    path("todos/<uuid:public_id>/reopen/", todos.reopen, name="reopen_todo"),
    path("todos/<uuid:public_id>/move/", todos.move, name="move_todo"),
]
