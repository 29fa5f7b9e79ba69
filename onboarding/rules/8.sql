-- 8 §: refusing, hearing the agency first (25 § förvaltningslagen), and what is kept of it.

-- 8 §: a ground is retired, never removed, and keeps its code.
CREATE FUNCTION ground_is_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.code <> NEW.code THEN
        PERFORM refuse(TG_NAME, 'En grund kan tas ur bruk, men inte tas bort eller byta kod (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ground_is_never_deleted BEFORE UPDATE OR DELETE ON onboarding_refusalground
    FOR EACH ROW EXECUTE FUNCTION ground_is_never_deleted();

-- 8 §: a refusal rests on a ground that is in use.
CREATE FUNCTION ground_is_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_refusalground WHERE code = NEW.ground AND retired_on <= NEW.decided_on) THEN
        PERFORM refuse(TG_NAME, 'Den grunden används inte längre (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ground_is_in_use BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION ground_is_in_use();

-- 8 §: a ground that stands in decisions keeps its words.
CREATE FUNCTION ground_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_refusal WHERE ground = NEW.code) THEN
        PERFORM refuse(TG_NAME, 'Grunden står i beslut och behåller sin benämning. Ta den ur bruk och lägg till en ny.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ground_keeps_its_words BEFORE UPDATE ON onboarding_refusalground
    FOR EACH ROW WHEN (OLD.label <> NEW.label) EXECUTE FUNCTION ground_keeps_its_words();

-- 25 § FL: the agency is given time to reply, once at a time, while the allocation stands.
CREATE FUNCTION communication_gives_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM onboarding_allocation WHERE id = NEW.allocation_id FOR UPDATE;
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Fördelningen har upphört (25 § förvaltningslagen).');
    END IF;
    IF NEW.reply_by <= (NEW.sent_at AT TIME ZONE 'Europe/Stockholm')::date THEN
        PERFORM refuse(TG_NAME, 'Myndigheten behöver tid att svara (25 § förvaltningslagen).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_communication WHERE allocation_id = NEW.allocation_id AND replied_at IS NULL
               AND reply_by >= (NEW.sent_at AT TIME ZONE 'Europe/Stockholm')::date) THEN
        PERFORM refuse(TG_NAME, 'Myndigheten har redan fått tillfälle att yttra sig och har tid kvar.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER communication_gives_time BEFORE INSERT ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communication_gives_time();

-- 25 § FL: what was sent stays as it was sent, and is answered once, while the allocation stands.
CREATE FUNCTION communication_is_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{reply,replied_by_id,replied_at}';
BEGIN
    IF TG_OP = 'DELETE' OR OLD.replied_at IS NOT NULL OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'Det som har skickats och besvarats ändras inte och tas inte bort (25 § förvaltningslagen).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Fördelningen har upphört (25 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER communication_is_answered_once BEFORE UPDATE OR DELETE ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communication_is_answered_once();

-- 8 §: the allocation that is refused; of a part, with the allocation that it was taken from.
CREATE FUNCTION allocations_behind(refused bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT refused
    UNION
    SELECT whole.id FROM onboarding_allocation taken
    JOIN onboarding_requestedservice part ON part.id = taken.requested_service_id
    JOIN onboarding_allocation whole ON whole.requested_service_id = part.part_of_id
    WHERE taken.id = refused AND (whole.supplier_id, whole.allocated_at) = (taken.supplier_id, taken.allocated_at);
$$;

-- 25 § FL: what the agency was sent about the allocation; of a part, about the allocation that it was taken from.
CREATE FUNCTION communications_about(refused bigint) RETURNS SETOF onboarding_communication LANGUAGE sql STABLE AS $$
    SELECT c.* FROM onboarding_communication c WHERE c.allocation_id IN (SELECT allocations_behind(refused));
$$;

-- 25 § FL: whether the agency has replied, or its time to reply had run out by the day.
CREATE FUNCTION is_heard(refused bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(replied_at IS NOT NULL OR reply_by < day), false) FROM communications_about(refused);
$$;

-- 25 § FL: nobody is refused unheard, unless the decision says why.
CREATE FUNCTION refused_when_heard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.not_communicated = '' AND NOT is_heard(NEW.allocation_id, NEW.decided_on) THEN
        PERFORM refuse(TG_NAME, 'Myndigheten ska få yttra sig före beslutet, om inget skäl mot det anges (25 § förvaltningslagen).');
    END IF;
    IF NEW.opinion !~ '[[:alnum:]]' AND EXISTS (
        SELECT FROM communications_about(NEW.allocation_id) WHERE replied_at IS NOT NULL) THEN
        PERFORM refuse('refusal_meets_the_opinion', 'Skriv vad myndigheten har anfört och varför det inte ändrar beslutet (32 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refused_when_heard BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refused_when_heard();

-- 8 §: only an allocation that stands is refused.
CREATE FUNCTION refusal_of_what_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Fördelningen har upphört och kan inte nekas (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refusal_of_what_stands BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refusal_of_what_stands();

-- 8 §: what is refused is allocated no longer. Deferred: both are written in the same act.
CREATE FUNCTION refused_ends_the_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NULL) THEN
        PERFORM refuse(TG_NAME, 'En tjänst som nekas är inte längre fördelad till den som nekar (8 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER refused_ends_the_allocation AFTER INSERT ON onboarding_refusal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refused_ends_the_allocation();

-- 8 §: a decision maker of the supplier decides, and somebody of the supplier presents (20 § myndighetsförordningen).
CREATE FUNCTION refused_by_the_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refusing bigint := (SELECT supplier_id FROM onboarding_allocation WHERE id = NEW.allocation_id);
BEGIN
    IF NOT EXISTS (SELECT FROM registry_membership WHERE mandate_id = refusing AND user_id = NEW.decided_by_id
                   AND role = 'decision_maker')
        OR (NEW.presented_by_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM registry_membership WHERE mandate_id = refusing AND user_id = NEW.presented_by_id AND role <> 'reader')) THEN
        PERFORM refuse(TG_NAME, 'Den leverantörsmyndighet som tjänsten är fördelad till beslutar att neka anslutning (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refused_by_the_supplier BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refused_by_the_supplier();

-- 30 § FL: a dissent that is noted in what was prepared stands in the decision.
CREATE FUNCTION decision_keeps_the_dissent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_refusaldraft WHERE allocation_id IN (SELECT allocations_behind(NEW.allocation_id))
               AND dissent <> '' AND position(dissent IN NEW.dissent) = 0) THEN
        PERFORM refuse(TG_NAME, 'Den avvikande mening som är antecknad i förslaget ska stå kvar i beslutet (30 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_keeps_the_dissent BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION decision_keeps_the_dissent();

-- 8 §: a decision to refuse stays as it was decided.
CREATE TRIGGER refusal_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett beslut att neka anslutning kan inte ändras eller tas bort (8 §).');

-- 8 §: nor are the decisions emptied as a whole.
CREATE TRIGGER refusals_are_never_emptied BEFORE TRUNCATE ON onboarding_refusal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Beslut att neka anslutning kan inte tas bort (8 §).');

-- OSL 5 kap. 5 §: a secret annex is drawn up with its decision, by the agency that decides.
CREATE FUNCTION annex_is_marked_by_the_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
        JOIN registry_mandate m ON m.id = a.supplier_id
        WHERE r.id = NEW.refusal_id AND m.agency_id = NEW.agency_id AND r.decided_on = NEW.marked_on) THEN
        PERFORM refuse(TG_NAME, 'Bilagan upprättas med beslutet, av den myndighet som beslutar (5 kap. 5 § OSL).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER annex_is_marked_by_the_supplier BEFORE INSERT ON onboarding_refusalannex
    FOR EACH ROW EXECUTE FUNCTION annex_is_marked_by_the_supplier();

-- 8 §: a secret annex stays as it was written.
CREATE TRIGGER annex_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_refusalannex
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En bilaga till ett beslut kan inte ändras eller tas bort (8 §).');

-- 36 § FL: a correction of a decision stays as it was made.
CREATE TRIGGER correction_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_refusalcorrection
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En rättelse kan inte ändras eller tas bort (36 § förvaltningslagen).');

-- 37 § FL: the supplier that refused changes its decision: its decision maker, and who presents is an officer there.
CREATE FUNCTION changed_by_the_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refusing bigint := (SELECT a.supplier_id FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
                        WHERE r.id = NEW.refusal_id);
BEGIN
    PERFORM FROM onboarding_refusal WHERE id = NEW.refusal_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM registry_membership WHERE mandate_id = refusing AND user_id = NEW.decided_by_id
                   AND role = 'decision_maker')
        OR (NEW.presented_by_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM registry_membership WHERE mandate_id = refusing AND user_id = NEW.presented_by_id AND role <> 'reader')) THEN
        PERFORM refuse(TG_NAME, 'Den leverantörsmyndighet som beslutade ändrar sitt beslut (37 § förvaltningslagen).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_refusalchange WHERE refusal_id = NEW.refusal_id AND outcome = 'lifted') THEN
        PERFORM refuse('lifted_once', 'Beslutet är redan upphävt (37 § förvaltningslagen).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_refusalground WHERE code = NEW.ground AND retired_on <= NEW.decided_on) THEN
        PERFORM refuse('ground_is_in_use', 'Den grunden används inte längre (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER changed_by_the_supplier BEFORE INSERT ON onboarding_refusalchange
    FOR EACH ROW EXECUTE FUNCTION changed_by_the_supplier();

-- 37 § FL: what is no longer refused is allocated as it was, by the coordinator's own allocation.
CREATE FUNCTION lifted_is_allocated_as_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_refusal r
        JOIN onboarding_allocation refused ON refused.id = r.allocation_id
        JOIN onboarding_allocation again ON again.id = NEW.allocation_id
        WHERE r.id = NEW.refusal_id AND again.id > refused.id AND again.ended_at IS NULL
          AND (again.requested_service_id, again.supplier_id, again.allocated_by_id, again.allocated_at, again.motive)
            = (refused.requested_service_id, refused.supplier_id, refused.allocated_by_id, refused.allocated_at, refused.motive)
          AND NOT EXISTS (SELECT FROM onboarding_allocation WHERE requested_service_id = refused.requested_service_id
                          AND id > refused.id AND id <> again.id)) THEN
        PERFORM refuse(TG_NAME, 'Den som upphäver ett beslut att neka har åter tjänsten som den var fördelad (37 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lifted_is_allocated_as_before BEFORE INSERT ON onboarding_refusalchange
    FOR EACH ROW WHEN (NEW.outcome = 'lifted') EXECUTE FUNCTION lifted_is_allocated_as_before();

-- 7 §; 37 § FL: the same allocation comes again only when the decision to refuse is lifted. Deferred: the decision is
-- written after it.
CREATE FUNCTION allocated_again_when_lifted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM onboarding_allocation WHERE requested_service_id = NEW.requested_service_id AND id < NEW.id
          AND (supplier_id, allocated_by_id, allocated_at) = (NEW.supplier_id, NEW.allocated_by_id, NEW.allocated_at))
        AND NOT EXISTS (SELECT FROM onboarding_refusalchange WHERE allocation_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'En fördelning som är densamma som förut uppstår bara när beslutet att neka upphävs (37 § förvaltningslagen).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER allocated_again_when_lifted AFTER INSERT ON onboarding_allocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION allocated_again_when_lifted();

-- 37 § FL: a decision that changes another stays as it was made.
CREATE TRIGGER change_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_refusalchange
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett beslut som ändrar ett annat kan inte ändras eller tas bort (37 § förvaltningslagen).');

-- 8 §: a part of a request comes to be only when it is refused, and is taken from the whole. Deferred: the refusal
-- is written last.
CREATE FUNCTION part_is_taken_from_the_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole onboarding_requestedservice;
BEGIN
    SELECT * INTO whole FROM onboarding_requestedservice WHERE id = NEW.part_of_id;
    IF (whole.registration_id, whole.agency_id, whole.service_id, whole.unmet_need, whole.received_at)
        IS DISTINCT FROM (NEW.registration_id, NEW.agency_id, NEW.service_id, NEW.unmet_need, NEW.received_at)
        OR whole.volume > NEW.whole_volume - NEW.volume
        OR NOT EXISTS (SELECT FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
                       WHERE a.requested_service_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'En del av en efterfrågan uppstår bara när den nekas, och tas från helheten (8 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER part_is_taken_from_the_whole AFTER INSERT ON onboarding_requestedservice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.part_of_id IS NOT NULL)
    EXECUTE FUNCTION part_is_taken_from_the_whole();

-- 8 §: a proposal to refuse is written while the service can be refused.
CREATE FUNCTION proposed_while_it_can_be_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM onboarding_allocation WHERE id = NEW.allocation_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM onboarding_allocation a JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
        WHERE a.id = NEW.allocation_id AND a.ended_at IS NULL AND r.status IN ('allocated', 'accepted')) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten kan inte nekas nu (8 §).');
    END IF;
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.prepared_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER proposed_while_it_can_be_refused BEFORE INSERT OR UPDATE ON onboarding_refusaldraft
    FOR EACH ROW EXECUTE FUNCTION proposed_while_it_can_be_refused();

-- 8, 11 §§: what is left to be decided gives the ground, the reasons and the case for the account, as the decision does.
CREATE FUNCTION left_proposal_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ground_id IS NULL OR NEW.reasons !~ '([[:alnum:]][^[:alnum:]]*){50}' OR NEW.account !~ '[[:alnum:]]' THEN
        PERFORM refuse(TG_NAME, 'Det som lämnas till beslutsfattare anger vad som saknas, skälen och fallet för redovisningen (8, 11 §§).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER left_proposal_is_whole BEFORE INSERT OR UPDATE ON onboarding_refusaldraft
    FOR EACH ROW WHEN (NEW.handed_over_at IS NOT NULL) EXECUTE FUNCTION left_proposal_is_whole();

-- 8 §: the proposal goes when its allocation ends.
CREATE FUNCTION proposal_goes_with_its_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM onboarding_refusaldraft WHERE allocation_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_goes_with_its_allocation AFTER UPDATE OF ended_at ON onboarding_allocation
    FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION proposal_goes_with_its_allocation();

-- 8, 10 §§: the proposal goes when the service is agreed on.
CREATE FUNCTION proposal_goes_when_it_is_agreed_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM onboarding_refusaldraft d USING onboarding_allocation a
    WHERE a.id = d.allocation_id AND a.requested_service_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_goes_when_it_is_agreed_on AFTER UPDATE OF status ON onboarding_requestedservice
    FOR EACH ROW WHEN (NEW.status NOT IN ('allocated', 'accepted')) EXECUTE FUNCTION proposal_goes_when_it_is_agreed_on();
