-- 12 §: the fees.

-- 12 §: a fee that is set stays as it was set, but for the day when the next one takes over.
CREATE FUNCTION fee_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_until IS NOT NULL
       OR to_jsonb(OLD) - 'valid_until' <> to_jsonb(NEW) - 'valid_until' THEN
        PERFORM refuse(TG_NAME, 'En bestämd avgift kan inte ändras eller tas bort. Bestäm en ny (12 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fee_is_kept BEFORE UPDATE OR DELETE ON fees_fee FOR EACH ROW EXECUTE FUNCTION fee_is_kept();
