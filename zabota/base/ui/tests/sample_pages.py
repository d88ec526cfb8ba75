"""Pages that use every part of the face, for its own tests."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template import engines
from django.urls import include, path

from zabota.base.ui.charts import BarChart, Series
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.base.ui.policies import signed_in
from zabota.base.ui.toasts import toast
from zabota.lib.errors import Refused

PAGE = """{%% extends "ui/page.html" %%}{%% load face %%}
{%% block title %%}%s{%% endblock %%}{%% block content %%}%s{%% endblock %%}"""
ROW = """{% load face %}<td><a href="/sample/people/{{ row.login }}/" data-drawer>{{ row.full_name }}</a></td>
<td data-column="login">{{ row.login }}</td><td class="number">{{ row.pk|number }}</td>"""
PEOPLE = """{% include "ui/_list.html" with row_template=row_template selects=True empty_title="Пока никого" %}
<p>Выбрано: <b data-list="sample"><span data-chosen-count>0</span></b></p>
<button data-key="KeyE" hx-post="/sample/undo/" hx-swap="none">Отметить</button>
<button data-key="Digit1" hx-post="/sample/refuse/">Начать</button>
<button hx-post="/sample/fail/">Сломать</button>
<button hx-post="/sample/undo/" hx-swap="none" hx-confirm="Отправить 1 284 сообщения за 3 850 ₽?">Отправить</button>"""


def shown(request: HttpRequest, title: str, content: str, status: int = 200, **context: object) -> HttpResponse:
    page = engines["django"].from_string(PAGE % (title, content))
    return HttpResponse(page.render(context, request), status=status)


class VisitForm(forms.Form):
    surname = forms.CharField(label="Фамилия", max_length=40)
    email = forms.EmailField(label="Почта", required=False, help_text="Для анализов")
    complaint = forms.CharField(label="Жалоба", widget=forms.Textarea, required=False)
    is_child = forms.BooleanField(label="Ребёнок", required=False)

    def clean_surname(self) -> str:
        if self.cleaned_data["surname"] == "Занято":
            raise forms.ValidationError("Такая карточка уже есть.")
        return str(self.cleaned_data["surname"])


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        request,
        get_user_model().objects.all(),
        key="sample",
        columns=[
            Column("name", "Имя", sort=("full_name",)),
            Column("login", "Логин", sort=("login",), is_optional=True),
            Column("number", "№", is_number=True),
        ],
        filters=[Filter("theme", "Вид", [("dark", "тёмный")], lambda rows, value: rows.filter(theme=value))],
        sorted_by="name",
        per_page=10,
    )
    return shown(request, "Люди", PEOPLE, listing=listing, row_template=engines["django"].from_string(ROW).template)


@signed_in
def person(request: HttpRequest, login: str) -> HttpResponse:
    found = get_object_or_404(get_user_model(), login=login)
    return shown(request, "{{ person.full_name }}", "<p>Логин: {{ person.login }}</p>", person=found)


@signed_in
def form(request: HttpRequest) -> HttpResponse:
    filled = VisitForm(request.POST or None)
    if filled.is_valid():
        toast(request, f"Сохранено: {filled.cleaned_data['surname']}", undo_url="/sample/undo/")
        return redirect("/sample/people/")
    return shown(request, "Новый", '{% include "ui/_form.html" %}', 422 if filled.errors else 200, form=filled)


@signed_in
def undo(request: HttpRequest) -> HttpResponse:
    toast(request, "Отменено")
    return HttpResponse(status=204)


@signed_in
def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused("Приём уже начался.")


@signed_in
def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Выгрузка в Excel")


@signed_in
def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("планово")


@signed_in
def chart(request: HttpRequest) -> HttpResponse:
    visits = BarChart("visits", "Приёмы по месяцам", "Месяц", ["март", "апрель"], [Series("Приёмы", [12, 1284])])
    return shown(request, "Отчёт", '{% include "ui/_chart.html" %}', chart=visits)


urlpatterns = [
    path("sample/people/", people),
    path("sample/people/<str:login>/", person, name="person"),
    path("sample/form/", form),
    path("sample/undo/", undo),
    path("sample/refuse/", refuse),
    path("sample/forbid/", forbid),
    path("sample/fail/", fail),
    path("sample/chart/", chart),
    path("", include("zabota.site.urls")),
]
handler403 = "zabota.base.ui.errors.forbidden"
handler404 = "zabota.base.ui.errors.not_found"
handler500 = "zabota.base.ui.errors.out_of_order"
