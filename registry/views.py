def stub(request, pk=None): ...


switch_mandate = ordinance = services = offer = service = describe = approve = stub
