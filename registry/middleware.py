"""In which mandate the person acts: chosen once, kept in the session, shown on every page."""

SESSION_KEY = "membership"


def acting_mandate(get_response):
    """Sets `request.user.acting` from the person's choice; without a choice, the first membership that holds."""

    def middleware(request):
        chosen = request.session.get(SESSION_KEY)
        if chosen and request.user.is_authenticated:
            membership = request.user.memberships.current().filter(pk=chosen).first()
            if membership:
                request.user.acting = membership
        return get_response(request)

    return middleware
