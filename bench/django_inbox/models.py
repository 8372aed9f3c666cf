"""The tables of the site as Django's ORM sees them."""

from django.db import models


class Person(models.Model):
    surname = models.TextField(null=True)
    name = models.TextField(null=True)
    patronymic = models.TextField(null=True)

    class Meta:
        app_label, managed, db_table = "inbox", False, "people"

    @property
    def full_name(self):
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


class Body(models.Model):
    name_kk = models.TextField()

    class Meta:
        app_label, managed, db_table = "inbox", False, "bodies"


class Officer(models.Model):
    name = models.TextField()
    active = models.BooleanField()

    class Meta:
        app_label, managed, db_table = "inbox", False, "officers"


class Appointment(models.Model):
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments")
    body = models.ForeignKey(Body, models.PROTECT)
    role = models.TextField()
    seat = models.TextField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        app_label, managed, db_table = "inbox", False, "appointments"


class Case(models.Model):
    number = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT)
    service = models.TextField()
    subtype = models.TextField()
    status = models.TextField()

    class Meta:
        app_label, managed, db_table = "inbox", False, "cases"


class Task(models.Model):
    case = models.ForeignKey(Case, models.PROTECT)
    body = models.ForeignKey(Body, models.PROTECT, null=True)
    step = models.TextField()
    role = models.TextField()
    seat = models.TextField(null=True)
    assignee_id = models.IntegerField(null=True)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        app_label, managed, db_table = "inbox", False, "tasks"


class Recusal(models.Model):
    case = models.ForeignKey(Case, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT)

    class Meta:
        app_label, managed, db_table = "inbox", False, "recusals"


class Notice(models.Model):
    body = models.ForeignKey(Body, models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    role = models.TextField()
    code = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        app_label, managed, db_table = "inbox", False, "notices"
