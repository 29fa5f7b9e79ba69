-- 4 §: what the suppliers offer.

-- 4 §: what a supplier has declared stays as it was declared; the next declaration says what holds now.
CREATE TRIGGER capacity_is_never_changed BEFORE UPDATE OR DELETE ON registry_capacity
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Uppgiven kapacitet ändras inte. Uppge den på nytt.');
