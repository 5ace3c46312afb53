"""The petitions' part of the tenant's public start page: what one can do."""

from __future__ import annotations

from flask import url_for

from core.api import PublicSection, Scope, _


def public_sections(scope: Scope) -> list[PublicSection]:
    """One line for each thing a citizen may do, and where it is explained; no statement."""
    lines = (
        (
            _("Complain"),
            _("A decision or an act of an office touches your own rights, and you want it reviewed."),
            "petitions_public.complaint_guide",
        ),
        (
            _("Denounce"),
            _("You report that somebody broke the law. Who you are is kept secret."),
            "petitions_public.denunciation_guide",
        ),
        (
            _("Recommend or give feedback"),
            _("You propose something, or tell of something that goes wrong."),
            "petitions_public.feedback_guide",
        ),
        (
            _("Send it online"),
            _("Recommendations and feedback, without an account. You get a code to follow your matter."),
            "petitions_public.feedback_public",
        ),
        (
            _("Follow a matter by its code"),
            _("Where it stands, the reply, and what you want to add."),
            "petitions_public.follow_public",
        ),
        (
            _("Who is competent"),
            _("Who decides on a complaint or a denunciation, and where to go with it."),
            "petitions_public.competence_guide",
        ),
    )
    values = {"lines": [(title, text, url_for(endpoint)) for title, text, endpoint in lines]}
    return [PublicSection(_("What you can do"), "petitions/_start_public.html", values, 20)]
