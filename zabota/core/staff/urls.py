from django.urls import path

from zabota.core.staff.views import desks, first_start, people

app_name = "staff"
urlpatterns = [
    path("first-start/", first_start.first_start, name="first_start"),
    path("staff/", people.people, name="people"),
    path("staff/new/", people.new_person, name="new_person"),
    path("staff/desks/", desks.desks, name="desks"),
    path("staff/desks/trust/", desks.trust, name="trust_desk"),
    path("staff/desks/<uuid:public_id>/close/", desks.close, name="close_desk"),
    path("staff/branch/", desks.choose_branch, name="choose_branch"),
    path("staff/<uuid:public_id>/", people.person, name="person"),
    path("staff/<uuid:public_id>/change/", people.change_person, name="change_person"),
    path("staff/<uuid:public_id>/roles/", people.add_role, name="add_role"),
    path("staff/<uuid:public_id>/roles/drop/", people.drop_role, name="drop_role"),
    path("staff/<uuid:public_id>/deactivate/", people.deactivate, name="deactivate"),
    path("staff/<uuid:public_id>/reactivate/", people.reactivate, name="reactivate"),
    path("staff/<uuid:public_id>/reset-password/", people.reset_password, name="reset_password"),
    path("staff/<uuid:public_id>/reset-phone/", people.reset_phone, name="reset_phone"),
    path("staff/<uuid:public_id>/reset-pin/", people.reset_pin, name="reset_pin"),
]
