from django.urls import path

from zabota.work.scheduling import views

app_name = "scheduling"
urlpatterns = [
    path("visits/of/<uuid:public_id>/", views.appointments, name="appointments"),
    path("visits/of/<uuid:public_id>/behaviour/", views.behaviour, name="behaviour"),
    path("visits/for-mis/", views.for_mis, name="for_mis"),
    path("visits/for-mis/<uuid:public_id>/enter/", views.enter, name="enter"),
    path("visits/for-mis/<uuid:public_id>/put-back/", views.put_back, name="put_back"),
    path("visits/asleep/", views.asleep, name="asleep"),
]
