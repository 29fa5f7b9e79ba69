def stub(request, **keys): ...


new = edit = review = discard = receipt = stub
