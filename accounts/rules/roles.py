"""Enumerations of people and bodies (domain B.2); the stored value is the code."""

from django.db.models import TextChoices


class AccountRole(TextChoices):
    """What somebody with an account may do in one system."""

    ADMIN = "admin", "Administrator"
    FACILITATOR = "facilitator", "Facilitator"
    WORKFORCE_LEAD = "workforce_lead", "Workforce lead"
    VIEWER = "viewer", "Viewer"


class SystemKind(TextChoices):
    """What kind of partnership or body a system is."""

    ICS = "ics", "Integrated care system"
    REGION = "region", "Region"
    ALLIANCE = "alliance", "Alliance"
    TRUST = "trust", "Trust"
    OTHER = "other", "Other"


class Sector(TextChoices):
    """Where an organisation or a person in the room belongs."""

    PRIMARY_CARE = "primary_care", "Primary care"
    COMMUNITY = "community", "Community health"
    ACUTE = "acute", "Hospital"
    MENTAL_HEALTH = "mental_health", "Mental health"
    AMBULANCE = "ambulance", "Ambulance"
    SOCIAL_CARE = "social_care", "Social care"
    LOCAL_GOVERNMENT = "local_government", "Local government"
    VCSE = "vcse", "Voluntary and community"
    INDEPENDENT = "independent", "Independent provider"
    EDUCATION = "education", "Education"
    PERSON_OR_CARER = "person_or_carer", "Person or carer with lived experience"
    OTHER = "other", "Other"


class PidKind(TextChoices):
    """Kinds of text that may point at an identifiable person (domain B.2)."""

    NHS_NUMBER = "nhs_number", "NHS number"
    DATE_OF_BIRTH = "date_of_birth", "date of birth"
    POSTCODE = "postcode", "postcode"
    PHONE = "phone", "phone number"
    EMAIL = "email", "e-mail address"
    TITLED_NAME = "titled_name", "name with a title"
    RECORD_NUMBER = "record_number", "record number"


class PidOutcome(TextChoices):
    """What became of a text that the guard noticed."""

    BLOCKED = "blocked", "Save refused"
    WARNED_EDITED = "warned_edited", "Warned, then edited"
    WARNED_KEPT = "warned_kept", "Warned and kept"
    FALSE_ALARM = "false_alarm", "False alarm"
