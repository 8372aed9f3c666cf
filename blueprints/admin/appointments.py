"""What office an officer holds, from when to when."""

from datetime import timedelta

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions.appointments import appoint, end_appointment
from blueprints.admin import admin
from blueprints.admin.forms import AppointForm, EndForm, with_empty
from blueprints.admin.officer_page import officer_file, officer_page
from blueprints.admin.who import administrator
from database import transaction
from domain.errors import InvalidData
from domain.roles import OFFICER_ROLES, ROLE_TITLES, Role
from queries.places import active_bodies
from queries.staff import Held, OfficerFile, When, seat_titles
from web.access import officer
from web.forms.fields import card
from web.forms.refusals import refuse
from web.htmx import done, render_page
from web.locale import current_language
