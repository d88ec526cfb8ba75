from django.urls import path

from zabota.work.scheduling.views import asleep, booking_rules, for_mis, on_card

app_name = "scheduling"
urlpatterns = [
    path("visits/of/<uuid:public_id>/", on_card.appointments, name="appointments"),
    path("visits/of/<uuid:public_id>/behaviour/", on_card.behaviour, name="behaviour"),
    path("visits/for-mis/", for_mis.for_mis, name="for_mis"),
    path("visits/for-mis/<uuid:public_id>/enter/", for_mis.enter, name="enter"),
    path("visits/for-mis/<uuid:public_id>/put-back/", for_mis.put_back, name="put_back"),
    path("booking-rules/", booking_rules.booking_rules, name="booking_rules"),
    path("visits/asleep/", asleep.asleep, name="asleep"),
]
