from django.urls import path

from zabota.base.accounts.views import desks, keys, locking, signing_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("lock/", locking.lock_screen, name="lock"),
    path("unlock/", locking.unlock_screen, name="unlock"),
    path("prove/", locking.prove, name="prove"),
    path("desk/", desks.take_over, name="take_over"),
    path("keys/", keys.keys, name="keys"),
    path("keys/password/", keys.password, name="password"),
    path("keys/phone/", keys.second_factor, name="second_factor"),
    path("keys/phone/begin/", keys.second_factor_begin, name="second_factor_begin"),
    path("keys/recovery-codes/", keys.recovery_codes, name="recovery_codes"),
    path("keys/pin/", keys.pin, name="pin"),
    path("keys/pin/remove/", keys.pin_remove, name="pin_remove"),
]
