-- 9 §: assessing what competes, and deciding the order.

-- 9 §: how many opinions that hold are given of the allocation, besides this one.
CREATE FUNCTION others_opinions(allocation bigint, opinion bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM onboarding_opinion o WHERE o.allocation_id = allocation AND NOT o.set_aside AND o.id <> opinion;
$$;

-- 9 §: two persons assess a request, while its allocation stands.
CREATE FUNCTION two_assessors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM onboarding_allocation WHERE id = NEW.allocation_id FOR NO KEY UPDATE;
    IF NEW.set_aside OR others_opinions(NEW.allocation_id, 0) >= 2 THEN
        PERFORM refuse(TG_NAME, 'Två personer bedömer en efterfrågan, och båda bedömningarna är lämnade (praxis).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Fördelningen har upphört och kan inte bedömas (9 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER two_assessors BEFORE INSERT ON onboarding_opinion FOR EACH ROW EXECUTE FUNCTION two_assessors();

-- 9 §: an opinion holds from when both are given; it is set aside only for a conflict of interest (17 § FL).
CREATE FUNCTION opinion_stands_with_the_other() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.set_aside
        OR (OLD.allocation_id, OLD.assessor_id) IS DISTINCT FROM (NEW.allocation_id, NEW.assessor_id) THEN
        PERFORM refuse(TG_NAME, 'En bedömning kan inte tas bort eller byta person (praxis).');
    END IF;
    IF NEW.set_aside THEN
        IF to_jsonb(OLD) - 'set_aside' <> to_jsonb(NEW) - 'set_aside' OR NOT EXISTS (
            SELECT FROM onboarding_conflictreport
            WHERE registration_id = registration_of_allocation(OLD.allocation_id) AND person_id = OLD.assessor_id
              AND outcome IN ('', 'conflict')) THEN
            PERFORM refuse(TG_NAME, 'En bedömning upphör att gälla bara när den som gjorde den är jävig (17 § förvaltningslagen).');
        END IF;
        RETURN NEW;
    END IF;
    PERFORM FROM onboarding_allocation WHERE id = NEW.allocation_id FOR NO KEY UPDATE;
    IF others_opinions(OLD.allocation_id, OLD.id) > 0 THEN
        PERFORM refuse(TG_NAME, 'Båda bedömningarna är lämnade och kan inte ändras (praxis).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_stands_with_the_other BEFORE UPDATE OR DELETE ON onboarding_opinion
    FOR EACH ROW EXECUTE FUNCTION opinion_stands_with_the_other();

-- 9 §: an assessment rests on two opinions, and is theirs where they agree.
CREATE FUNCTION rests_on_two_opinions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given bigint;
    different bigint;
    same bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse(TG_NAME, 'En bedömning kan inte tas bort (praxis).');
    END IF;
    SELECT count(*), count(DISTINCT (security_gain, cost_gain)),
           count(*) FILTER (WHERE (security_gain, cost_gain) = (NEW.security_gain, NEW.cost_gain))
    INTO given, different, same
    FROM onboarding_opinion WHERE allocation_id = NEW.allocation_id AND NOT set_aside;
    IF given <> 2 THEN
        PERFORM refuse(TG_NAME, 'En bedömning vilar på två personers bedömningar (praxis).');
    END IF;
    IF different = 1 AND same = 0 THEN
        PERFORM refuse(TG_NAME, 'De två bedömningarna är lika: då är de bedömningen (praxis).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rests_on_two_opinions BEFORE INSERT OR UPDATE OR DELETE ON onboarding_assessment
    FOR EACH ROW EXECUTE FUNCTION rests_on_two_opinions();

-- 9 §: where the two differ, one proposes what they agree on, word for word, and the other confirms it; or a decision
-- maker of the supplier who has not judged decides.
CREATE FUNCTION agreed_by_both() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    assessors bigint[];
    different bigint;
BEGIN
    SELECT array_agg(assessor_id), count(DISTINCT (security_gain, cost_gain)) INTO assessors, different
    FROM onboarding_opinion WHERE allocation_id = NEW.allocation_id AND NOT set_aside;
    IF different < 2 THEN
        RETURN NEW;
    END IF;
    -- 17 § FL: nothing is agreed on with who is in conflict, nor over it: a colleague judges instead first
    IF TG_OP = 'INSERT' THEN
        PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), one) FROM unnest(assessors) AS one;
    END IF;
    IF NEW.assessed_by_id <> ALL (assessors) THEN
        IF NEW.agreed_with_id IS NULL AND EXISTS (
            SELECT FROM registry_membership m JOIN onboarding_allocation a ON a.supplier_id = m.mandate_id
            WHERE a.id = NEW.allocation_id AND m.user_id = NEW.assessed_by_id AND m.role = 'decision_maker') THEN
            RETURN NEW;
        END IF;
    ELSIF NEW.agreed_with_id = ANY (assessors) AND NEW.agreed_with_id <> NEW.assessed_by_id AND EXISTS (
        SELECT FROM onboarding_proposedassessment p
        WHERE p.allocation_id = NEW.allocation_id AND p.proposed_by_id = NEW.agreed_with_id
          AND (p.security_gain, p.security_grounds, p.cost_gain, p.cost_grounds)
            = (NEW.security_gain, NEW.security_grounds, NEW.cost_gain, NEW.cost_grounds)) THEN
        RETURN NEW;
    END IF;
    PERFORM refuse(TG_NAME, 'Den ena av dem som har bedömt föreslår och den andra bekräftar, eller en beslutsfattare som inte har bedömt avgör (9 §).');
END $$;
CREATE TRIGGER agreed_by_both BEFORE INSERT OR UPDATE ON onboarding_assessment
    FOR EACH ROW EXECUTE FUNCTION agreed_by_both();

-- 9 §: one of the two assessors proposes what they agree on, in no conflict of interest (17 § FL).
CREATE FUNCTION proposed_by_an_assessor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM onboarding_opinion
                   WHERE allocation_id = NEW.allocation_id AND assessor_id = NEW.proposed_by_id AND NOT set_aside)
        OR others_opinions(NEW.allocation_id, 0) <> 2
        OR EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL)
        OR (SELECT count(DISTINCT (security_gain, cost_gain)) FROM onboarding_opinion
            WHERE allocation_id = NEW.allocation_id AND NOT set_aside) < 2 THEN
        PERFORM refuse(TG_NAME, 'En av de två som har bedömt olika föreslår den gemensamma bedömningen (9 §).');
    END IF;
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.proposed_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER proposed_by_an_assessor BEFORE INSERT OR UPDATE ON onboarding_proposedassessment
    FOR EACH ROW EXECUTE FUNCTION proposed_by_an_assessor();

-- 9 §: only who is allocated to the supplier for that service competes for it.
CREATE FUNCTION competes_for_the_service() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made onboarding_prioritisation;
BEGIN
    PERFORM FROM onboarding_allocation WHERE id = NEW.allocation_id FOR NO KEY UPDATE;
    SELECT * INTO made FROM onboarding_prioritisation WHERE id = NEW.prioritisation_id;
    IF NOT EXISTS (
        SELECT FROM onboarding_allocation a JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
        WHERE a.id = NEW.allocation_id AND a.ended_at IS NULL AND a.supplier_id = made.supplier_id
          AND r.status IN ('allocated', 'accepted') AND coalesce(r.delivered_service_id, r.service_id) = made.service_id) THEN
        PERFORM refuse(TG_NAME, 'Efterfrågan konkurrerar inte om tjänsten (9 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competes_for_the_service BEFORE INSERT ON onboarding_competitor
    FOR EACH ROW EXECUTE FUNCTION competes_for_the_service();

-- 9 §: a request stands in one prioritisation at a time.
CREATE FUNCTION competes_in_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM onboarding_competitor c JOIN onboarding_prioritisation p ON p.id = c.prioritisation_id
        WHERE c.allocation_id = NEW.allocation_id AND p.status = 'open' AND p.id <> NEW.prioritisation_id) THEN
        PERFORM refuse(TG_NAME, 'Efterfrågan står redan i en prioritering som pågår.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competes_in_one_at_a_time BEFORE INSERT ON onboarding_competitor
    FOR EACH ROW EXECUTE FUNCTION competes_in_one_at_a_time();

-- 9 §: begun before it is decided; higher security goes first, then cost-effectiveness, then the order received.
CREATE FUNCTION decided_in_the_order_of_the_ordinance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM refuse(TG_NAME, 'En prioritering påbörjas innan den beslutas (praxis).');
    END IF;
    IF (SELECT count(*) FROM onboarding_competitor WHERE prioritisation_id = NEW.id) < 2 THEN
        PERFORM refuse(TG_NAME, 'Det finns ingen ordning att besluta om: färre än två konkurrerar (9 §).');
    END IF;
    IF EXISTS (
        SELECT FROM onboarding_competitor c
        JOIN onboarding_allocation a ON a.id = c.allocation_id
        JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
        LEFT JOIN onboarding_assessment s ON s.allocation_id = c.allocation_id
        WHERE c.prioritisation_id = NEW.id
          AND (a.ended_at IS NOT NULL OR r.status NOT IN ('allocated', 'accepted') OR s.id IS NULL
               OR (c.security_gain, c.cost_gain) IS DISTINCT FROM (s.security_gain, s.cost_gain))) THEN
        PERFORM refuse(TG_NAME, 'Ordningen vilar på den gällande bedömningen av var och en som konkurrerar (9 §).');
    END IF;
    IF EXISTS (
        SELECT FROM (
            SELECT c.place, c.why, row_number() OVER w AS due, count(*) OVER () AS all_of_them
            FROM onboarding_competitor c
            JOIN onboarding_allocation a ON a.id = c.allocation_id
            JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
            WHERE c.prioritisation_id = NEW.id
            WINDOW w AS (ORDER BY c.security_gain DESC, c.cost_gain DESC, r.received_at, r.id)) placed
        WHERE place IS DISTINCT FROM due OR (why !~ '[[:alnum:]]' AND due < all_of_them)) THEN
        PERFORM refuse(TG_NAME, 'Högre säkerhet går först och kostnadseffektiviteten skiljer bara lika (9 §). Därefter gäller ordningen de kom in (praxis).');
    END IF;
    RETURN NEW;
END $$;

-- 9 §: the same rule, for one that would be born decided.
CREATE TRIGGER begun_before_it_is_decided BEFORE INSERT ON onboarding_prioritisation
    FOR EACH ROW WHEN (NEW.status <> 'open') EXECUTE FUNCTION decided_in_the_order_of_the_ordinance();

-- 9 §: the same rule, when it is decided.
CREATE TRIGGER decided_in_the_order_of_the_ordinance BEFORE UPDATE OF status ON onboarding_prioritisation
    FOR EACH ROW WHEN (NEW.status = 'decided') EXECUTE FUNCTION decided_in_the_order_of_the_ordinance();

-- 9 §: a prioritisation that is decided or cancelled stays so; one that is begun keeps its service and its reason.
CREATE FUNCTION prioritisation_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    begun text[] := '{id,supplier_id,service_id,shortage,declared_by_id,declared_at}';
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> 'open' THEN
        PERFORM refuse(TG_NAME, 'En prioritering som är beslutad eller avbruten kan inte ändras (9 §).');
    END IF;
    IF (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD)) WHERE key = ANY (begun))
       <> (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW)) WHERE key = ANY (begun)) THEN
        PERFORM refuse(TG_NAME, 'En påbörjad prioritering behåller sin tjänst och sitt skäl (9 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER prioritisation_is_frozen BEFORE UPDATE OR DELETE ON onboarding_prioritisation
    FOR EACH ROW EXECUTE FUNCTION prioritisation_is_frozen();

-- 9 §: who competes changes only while the prioritisation is open.
CREATE FUNCTION competes_while_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM onboarding_prioritisation WHERE id IN (
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.prioritisation_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.prioritisation_id END)
        FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM onboarding_prioritisation WHERE status <> 'open' AND id IN (
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.prioritisation_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.prioritisation_id END))
       OR (TG_OP = 'UPDATE' AND (OLD.prioritisation_id, OLD.allocation_id) IS DISTINCT FROM (NEW.prioritisation_id, NEW.allocation_id)) THEN
        PERFORM refuse(TG_NAME, 'De som konkurrerar kan inte ändras när ordningen är beslutad eller avbruten (9 §).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER competes_while_open BEFORE INSERT OR UPDATE OR DELETE ON onboarding_competitor
    FOR EACH ROW EXECUTE FUNCTION competes_while_open();

-- 9 §: the paper of a prioritisation is kept as it was drawn.
CREATE TRIGGER prioritisation_document_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_prioritisationdocument
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En upprättad handling kan inte ändras eller tas bort.');
