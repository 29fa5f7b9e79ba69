"""The start page: what waits for the person, by mandate."""

from django.shortcuts import render


def start(request):
    return render(request, "start.html", {})
