from django.urls import path

from zabota.front.daypack.views import desk, notes, window

app_name = "daypack"
urlpatterns = [
    path("day-pack/", desk.day_pack, name="day_pack"),
    path("day-pack/phrase/", desk.phrase, name="phrase"),
    path("day-pack/notes/", desk.take_notes, name="take_notes"),
    path("day-pack/open/", window.window, name="window"),
    path("day-pack/take/", window.take, name="take"),
    path("day-pack/file/", window.save_file, name="save_file"),
    path("day-pack/notes/<uuid:key>/", notes.note, name="note"),
    path("day-pack/notes/<uuid:key>/book/<str:wall>/<uuid:doctor_id>/", notes.book_at, name="book_at"),
    path("day-pack/notes/<uuid:key>/over/", notes.book_over, name="book_over"),
    path("day-pack/notes/<uuid:key>/let-be/", notes.leave, name="let_be"),
]
