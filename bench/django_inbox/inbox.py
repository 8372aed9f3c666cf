"""The inbox: the officer of the session, the tasks of their appointments, counted, filtered and paged."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone

from bench.django_inbox.models import Notice, Officer, Recusal, Task
from bench.moment import BEGIN

PAGE_SIZE = 25


def inbox(request):
    """One page of the inbox of whoever is signed in."""
    if "officer" not in request.session:
        raise PermissionDenied
    officer = get_object_or_404(Officer, pk=request.session["officer"], active=True)
    held = officer.appointments.select_related("body").filter(starts_on__lte=BEGIN.date())
    appointments = list(held.filter(Q(ends_on=None) | Q(ends_on__gte=BEGIN.date())))
    mine = Q(pk__in=[])
    notices = Q(pk__in=[])
    for held in appointments:
        mine |= Q(body=held.body, role=held.role) & (Q(seat=None) | Q(seat=held.seat))
        notices |= Q(body=held.body, role=held.role)
    aside = Recusal.objects.filter(officer=officer).values("case")
    tasks = Task.objects.filter(mine, closed_at=None).exclude(case__in=aside)
    midnight = timezone.localtime(BEGIN).replace(hour=0, minute=0)
    filters = {
        "all": Q(),
        "overdue": Q(due_at__lt=BEGIN),
        "today": Q(due_at__gte=midnight, due_at__lt=midnight + timedelta(days=1)),
    }
    counts = {name: tasks.filter(condition).count() for name, condition in filters.items()}
    steps = tasks.values("step").annotate(count=Count("id")).order_by("step")
    shown = tasks.filter(filters.get(request.GET.get("due"), Q()))
    shown = shown.select_related("case__person", "body").order_by("due_at", "id")
    return render(
        request,
        "inbox.html",
        {
            "officer": officer,
            "body": appointments[0].body if appointments else None,
            "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
            "counts": counts,
            "steps": steps,
            "notices": Notice.objects.filter(notices, read_at=None)
            .select_related("case")
            .order_by("-id")[:60],
            "now": BEGIN,
        },
    )


urlpatterns = [path("staff/", inbox)]
