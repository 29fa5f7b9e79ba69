def stub(request, **keys): ...


allocate = assess = accept = refuse = withdraw = close = connect = stub
