def stub(request, **keys): ...


cases = queue = case = document = stub
