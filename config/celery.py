"""Celery: it carries the ids of reports to workers. What a lost message means is decided by the rows, not here."""

import os
import socket
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.core.exceptions import ImproperlyConfigured

try:
    django.setup()
except ImproperlyConfigured as refused:  # told in one sentence, as by manage.py
    sys.exit(str(refused))

# What follows needs the settings and the apps.
from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from kombu.exceptions import OperationalError

from workshops import tasks

app = Celery("journey-overlay", broker=settings.REDIS_URL)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_time_limit=tasks.LONGEST,
    task_soft_time_limit=240,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=1,  # what printing takes, up to hundreds of MiB, goes back to the machine
    worker_hijack_root_logger=False,
    broker_use_ssl=settings.REDIS_TLS or None,  # left out, it would take any certificate
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
    },
    task_publish_retry=False,
)


@worker_init.connect
def prepare(**signal: object) -> None:
    """Before the worker's processes are made: each begins with a copy of what is loaded here."""
    tasks.prepare()


@app.task(name="report.run")
def run_report(report_id: int, **later: object) -> None:
    """Make one report; ``later`` lets an older worker survive a newer sender."""
    tasks.run(report_id=report_id, owner=f"celery-{socket.gethostname()}-{os.getpid()}")


def announce(report_id: int) -> None:
    """Tell the workers of a report. Raises OSError when the broker does not answer."""
    try:
        run_report.apply_async(kwargs={"report_id": report_id}, retry=False)
    except OperationalError as away:
        raise OSError("the broker does not answer") from away
