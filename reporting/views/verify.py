"""The page on which anybody sees whether a PDF is a decided account, unchanged (11 §)."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from itdrift.forms import require_page

from ..forms.verify import VerifyForm
from ..verification import MOST, verify


@never_cache
@require_page
def verify_file(request):
    """Is this the account that was decided? The file is read and forgotten."""
    sent = request.method == "POST"
    form = VerifyForm(request.POST, request.FILES) if sent else VerifyForm()
    verdict = verify(form.cleaned_data["file"].read(MOST + 1)) if form.is_valid() else None
    return render(request, "reporting/verify.html", {"form": form, "verdict": verdict})
