-- FL 16–18, 23, 25 §§: conflicts of interest, nobody on two sides, and what the parties write to each other.

-- The registration that an allocation belongs to.
CREATE FUNCTION registration_of_allocation(allocation bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT r.registration_id FROM onboarding_allocation a JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
    WHERE a.id = allocation;
$$;

-- The requested service that an allocation is of.
CREATE FUNCTION requested_of_allocation(allocation bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT requested_service_id FROM onboarding_allocation WHERE id = allocation;
$$;

-- 17 § FL: nobody among the people has a conflict of interest in the case.
CREATE FUNCTION not_in_conflict(rule text, registration bigint, VARIADIC people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_conflictreport
               WHERE registration_id = registration AND person_id = ANY (people) AND outcome IN ('', 'conflict')) THEN
        PERFORM refuse(rule, 'Den som är jävig får inte handlägga ärendet (17 § förvaltningslagen).');
    END IF;
END $$;

-- 7, 8 §§: whether the coordinator made the same allocation before, of the service itself or of the whole that it is a part of.
CREATE FUNCTION is_allocated_already(made onboarding_allocation) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM onboarding_requestedservice asked
        JOIN onboarding_allocation earlier ON earlier.requested_service_id IN (asked.id, asked.part_of_id)
        WHERE asked.id = (made).requested_service_id AND earlier.id <> (made).id
          AND (earlier.supplier_id, earlier.allocated_by_id, earlier.allocated_at)
            = ((made).supplier_id, (made).allocated_by_id, (made).allocated_at));
$$;

-- 17 § FL: who allocates, and the mandate that is allocated to, is in no conflict.
CREATE FUNCTION allocated_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- a part is allocated as its whole was, and what is no longer refused as it was before: nobody allocates anew
    IF is_allocated_already(NEW) THEN
        RETURN NEW;
    END IF;
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_id FROM onboarding_requestedservice WHERE id = NEW.requested_service_id),
                            NEW.allocated_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER allocated_without_conflict BEFORE INSERT ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocated_without_conflict();

-- 17 § FL: who decides or presents a refusal is in no conflict.
CREATE FUNCTION refused_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.decided_by_id, NEW.presented_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER refused_without_conflict BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refused_without_conflict();

-- 17 § FL: who gives an opinion is in no conflict.
CREATE FUNCTION judged_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.assessor_id);
    RETURN NEW;
END $$;
CREATE TRIGGER judged_without_conflict BEFORE INSERT OR UPDATE ON onboarding_opinion
    FOR EACH ROW WHEN (NOT NEW.set_aside) EXECUTE FUNCTION judged_without_conflict();

-- 17 § FL: who settles an assessment is in no conflict.
CREATE FUNCTION assessed_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.assessed_by_id, NEW.agreed_with_id);
    RETURN NEW;
END $$;
CREATE TRIGGER assessed_without_conflict BEFORE INSERT OR UPDATE ON onboarding_assessment
    FOR EACH ROW EXECUTE FUNCTION assessed_without_conflict();

-- 17 § FL: who hears the agency is in no conflict.
CREATE FUNCTION communicated_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.sent_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER communicated_without_conflict BEFORE INSERT ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communicated_without_conflict();

-- 17 § FL: who corrects a decision is in no conflict.
CREATE FUNCTION corrected_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_of_allocation(allocation_id) FROM onboarding_refusal
                                      WHERE id = NEW.refusal_id), NEW.corrected_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER corrected_without_conflict BEFORE INSERT ON onboarding_refusalcorrection
    FOR EACH ROW EXECUTE FUNCTION corrected_without_conflict();

-- 16, 17 §§ FL: who changes a decision to refuse, or presents the change, is in no conflict, and stands on one side.
CREATE FUNCTION changed_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refused bigint := (SELECT allocation_id FROM onboarding_refusal WHERE id = NEW.refusal_id);
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(refused), NEW.decided_by_id, NEW.presented_by_id);
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(refused), NEW.decided_by_id, NEW.presented_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER changed_without_conflict BEFORE INSERT ON onboarding_refusalchange
    FOR EACH ROW EXECUTE FUNCTION changed_without_conflict();

-- 17 § FL: who draws up an agreement is in no conflict.
CREATE FUNCTION drawn_up_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, NEW.registration_id, NEW.drawn_up_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER drawn_up_without_conflict BEFORE INSERT ON onboarding_agreement
    FOR EACH ROW EXECUTE FUNCTION drawn_up_without_conflict();

-- 17 § FL: who signs is in no conflict.
CREATE FUNCTION signed_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_id FROM onboarding_agreement WHERE id = NEW.agreement_id),
                            NEW.signed_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER signed_without_conflict BEFORE INSERT ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION signed_without_conflict();

-- 17 § FL: who reports a connection is in no conflict.
CREATE FUNCTION connected_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_id FROM onboarding_requestedservice WHERE id = NEW.requested_service_id),
                            NEW.recorded_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER connected_without_conflict BEFORE INSERT ON onboarding_connection
    FOR EACH ROW EXECUTE FUNCTION connected_without_conflict();

-- 17 § FL: who sends a registration is in no conflict.
CREATE FUNCTION registered_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, NEW.id, NEW.acknowledged_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER registered_without_conflict BEFORE UPDATE OF registered_at ON onboarding_interestregistration
    FOR EACH ROW WHEN (OLD.registered_at IS NULL AND NEW.registered_at IS NOT NULL)
    EXECUTE FUNCTION registered_without_conflict();

-- 17 § FL: who is asked to fill in a step of a draft, and who asks, is in no conflict.
CREATE FUNCTION asked_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, NEW.registration_id, NEW.colleague_id, NEW.asked_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER asked_without_conflict BEFORE INSERT OR UPDATE OF registration_id, colleague_id, asked_at
    ON onboarding_steprequest FOR EACH ROW EXECUTE FUNCTION asked_without_conflict();

-- 16, 17 §§ FL: who decides or presents an order is in no conflict, and on one side, in each case that competes.
CREATE FUNCTION prioritised_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    competing record;
BEGIN
    FOR competing IN
        SELECT a.id, a.requested_service_id FROM onboarding_competitor c JOIN onboarding_allocation a ON a.id = c.allocation_id
        WHERE c.prioritisation_id = NEW.id
    LOOP
        PERFORM not_in_conflict(TG_NAME, registration_of_allocation(competing.id), NEW.decided_by_id, NEW.presented_by_id);
        PERFORM stands_on_one_side(TG_NAME, competing.requested_service_id, NEW.decided_by_id, NEW.presented_by_id);
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER prioritised_without_conflict BEFORE UPDATE OF status ON onboarding_prioritisation
    FOR EACH ROW WHEN (NEW.status = 'decided') EXECUTE FUNCTION prioritised_without_conflict();

-- 18 § FL: a conflict is examined by a decision maker of the same mandate.
CREATE FUNCTION conflict_is_the_mandates_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decided_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM registry_membership WHERE user_id = NEW.decided_by_id AND mandate_id = NEW.mandate_id
          AND role = 'decision_maker') THEN
        PERFORM refuse(TG_NAME, 'En beslutsfattare i samma uppdrag prövar jävet (18 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflict_is_the_mandates_own BEFORE INSERT OR UPDATE ON onboarding_conflictreport
    FOR EACH ROW EXECUTE FUNCTION conflict_is_the_mandates_own();

-- 18 § FL: a reported conflict is examined once, and stays.
CREATE FUNCTION conflict_is_examined_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{outcome,reasons,decided_by_id,decided_at}';
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM onboarding_interestregistration WHERE id = OLD.registration_id AND registered_at IS NULL) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.outcome <> '' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'En anmälan om jäv prövas en gång och tas inte bort (18 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflict_is_examined_once BEFORE UPDATE OR DELETE ON onboarding_conflictreport
    FOR EACH ROW EXECUTE FUNCTION conflict_is_examined_once();

-- 16 § FL: whether any of the people has acted in the case for the agency itself. The journal tells: its mandate
-- has no words after the agency's name.
CREATE FUNCTION acted_for_the_agency(registration bigint, people bigint[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM registry_journalentry
        WHERE chain = 'arende/' || registration AND person_id = ANY (people) AND acting_for <> ''
          AND acting_for NOT LIKE '% som leverantörsmyndighet' AND acting_for NOT LIKE '% som samordnande myndighet');
$$;

-- 16 § FL: who allocated the service, or filed the case, does not handle it at the supplier.
CREATE FUNCTION stands_on_one_side(rule text, requested bigint, VARIADIC people bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_allocation WHERE requested_service_id = requested AND allocated_by_id = ANY (people)) THEN
        PERFORM refuse(rule, 'Den som har fördelat tjänsten kan inte handlägga den hos leverantörsmyndigheten.');
    END IF;
    IF acted_for_the_agency((SELECT registration_id FROM onboarding_requestedservice WHERE id = requested), people) THEN
        PERFORM refuse(rule, 'Den som har handlagt ärendet hos den anslutande myndigheten kan inte handlägga det hos en annan.');
    END IF;
END $$;

-- 16 § FL: who decides or presents a refusal stands on one side.
CREATE FUNCTION refused_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.decided_by_id, NEW.presented_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER refused_on_one_side BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refused_on_one_side();

-- 16 § FL: who gives an opinion stands on one side; what was judged before somebody changed sides may be set aside.
CREATE FUNCTION judged_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.assessor_id);
    RETURN NEW;
END $$;
CREATE TRIGGER judged_on_one_side BEFORE INSERT OR UPDATE ON onboarding_opinion
    FOR EACH ROW WHEN (NOT NEW.set_aside) EXECUTE FUNCTION judged_on_one_side();

-- 16 § FL: who settles an assessment stands on one side.
CREATE FUNCTION assessed_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.assessed_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER assessed_on_one_side BEFORE INSERT OR UPDATE ON onboarding_assessment
    FOR EACH ROW EXECUTE FUNCTION assessed_on_one_side();

-- 16 § FL: who hears the agency stands on one side.
CREATE FUNCTION communicated_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.sent_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER communicated_on_one_side BEFORE INSERT ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communicated_on_one_side();

-- 16 § FL: who reports a connection stands on one side.
CREATE FUNCTION connected_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, NEW.requested_service_id, NEW.recorded_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER connected_on_one_side BEFORE INSERT ON onboarding_connection
    FOR EACH ROW EXECUTE FUNCTION connected_on_one_side();

-- 16 § FL: who signs for the supplier stands on one side.
CREATE FUNCTION signed_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT part FROM registry_mandate WHERE id = NEW.mandate_id) = 'supplier' THEN
        PERFORM stands_on_one_side(TG_NAME, l.requested_service_id, NEW.signed_by_id)
            FROM onboarding_agreementline l WHERE l.agreement_id = NEW.agreement_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signed_on_one_side BEFORE INSERT ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION signed_on_one_side();

-- 16 § FL: who proposes a refusal stands on one side.
CREATE FUNCTION proposed_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.prepared_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER proposed_on_one_side BEFORE INSERT OR UPDATE ON onboarding_refusaldraft
    FOR EACH ROW EXECUTE FUNCTION proposed_on_one_side();

-- 16 § FL: who handled the service at a supplier, or filed the case, does not allocate it.
CREATE FUNCTION allocated_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked onboarding_requestedservice;
BEGIN
    SELECT * INTO asked FROM onboarding_requestedservice WHERE id = NEW.requested_service_id;
    IF EXISTS (
        SELECT FROM onboarding_allocation a
        LEFT JOIN onboarding_refusal r ON r.allocation_id = a.id
        LEFT JOIN onboarding_refusalchange h ON h.refusal_id = r.id
        LEFT JOIN onboarding_opinion o ON o.allocation_id = a.id
        LEFT JOIN onboarding_assessment s ON s.allocation_id = a.id
        LEFT JOIN onboarding_communication c ON c.allocation_id = a.id
        LEFT JOIN onboarding_competitor k ON k.allocation_id = a.id
        LEFT JOIN onboarding_prioritisation p ON p.id = k.prioritisation_id
        WHERE a.requested_service_id = asked.id AND NEW.allocated_by_id IN (
            r.decided_by_id, r.presented_by_id, h.decided_by_id, h.presented_by_id, o.assessor_id, s.assessed_by_id, c.sent_by_id,
            p.declared_by_id, p.decided_by_id, p.presented_by_id)) THEN
        PERFORM refuse(TG_NAME, 'Den som har handlagt tjänsten hos en leverantörsmyndighet kan inte fördela den.');
    END IF;
    IF NOT is_allocated_already(NEW) AND acted_for_the_agency(asked.registration_id, ARRAY[NEW.allocated_by_id]) THEN
        PERFORM refuse(TG_NAME, 'Den som har handlagt ärendet hos den anslutande myndigheten kan inte fördela det.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocated_on_one_side BEFORE INSERT ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocated_on_one_side();

-- 23 § FL: whether the mandate is a party of the case.
CREATE FUNCTION takes_part(registration bigint, taker bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT m.part = 'coordinator'
        OR m.part = 'applicant' AND EXISTS (
            SELECT FROM onboarding_interestregistration WHERE id = registration AND agency_id = m.agency_id)
        OR m.part = 'supplier' AND EXISTS (
            SELECT FROM onboarding_allocation a JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
            WHERE r.registration_id = registration AND a.supplier_id = m.id)
    FROM registry_mandate m WHERE m.id = taker;
$$;

-- 23 § FL: only the parties write to each other; who handles the case asks for completion, by a day to come.
CREATE FUNCTION message_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked onboarding_requestedservice;
BEGIN
    SELECT * INTO asked FROM onboarding_requestedservice WHERE id = NEW.requested_service_id;
    IF NOT takes_part(NEW.registration_id, NEW.sender_mandate_id)
        OR (asked).registration_id <> NEW.registration_id THEN
        PERFORM refuse(TG_NAME, 'Bara ärendets parter skriver till varandra i det.');
    END IF;
    IF NEW.kind = 'question' AND (
        NEW.due <= (NEW.sent_at AT TIME ZONE 'Europe/Stockholm')::date
        OR NOT EXISTS (SELECT FROM registry_mandate WHERE id = NEW.sender_mandate_id
                       AND (part = 'coordinator' OR id = (asked).supplier_id))) THEN
        PERFORM refuse(TG_NAME, 'Den som handlägger begär komplettering, till en dag som kommer.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_of_the_case BEFORE INSERT ON onboarding_message
    FOR EACH ROW EXECUTE FUNCTION message_of_the_case();

-- 23 § FL: who got a question answers it, while it is open.
CREATE FUNCTION answers_a_question_that_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_message q JOIN onboarding_requestedservice r ON r.id = q.requested_service_id
        WHERE q.id = NEW.answers_id AND q.kind = 'question'
          AND (q.registration_id, q.requested_service_id) = (NEW.registration_id, NEW.requested_service_id)
          AND r.status IN ('registered', 'allocated', 'refused', 'accepted', 'agreed') AND q.sent_at >= r.clock_from
          AND CASE NEW.kind
              WHEN 'answer' THEN EXISTS (SELECT FROM onboarding_message_to
                                         WHERE message_id = q.id AND mandate_id = NEW.sender_mandate_id)
              ELSE q.sender_mandate_id = NEW.sender_mandate_id END) THEN
        PERFORM refuse(TG_NAME, 'Den som har fått en fråga svarar på den, medan den är öppen.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answers_a_question_that_stands BEFORE INSERT ON onboarding_message
    FOR EACH ROW WHEN (NEW.answers_id IS NOT NULL) EXECUTE FUNCTION answers_a_question_that_stands();

-- 23 § FL: to another party; only the coordinator writes to several suppliers.
CREATE FUNCTION written_to_a_party() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    written onboarding_message;
    sender text;
    recipient text;
BEGIN
    SELECT * INTO written FROM onboarding_message WHERE id = NEW.message_id;
    SELECT part INTO sender FROM registry_mandate WHERE id = (written).sender_mandate_id;
    SELECT part INTO recipient FROM registry_mandate WHERE id = NEW.mandate_id;
    IF NOT takes_part((written).registration_id, NEW.mandate_id) OR NEW.mandate_id = (written).sender_mandate_id THEN
        PERFORM refuse(TG_NAME, 'Ett meddelande skickas till en annan av ärendets parter.');
    END IF;
    IF recipient = 'supplier' AND (sender = 'supplier' OR sender <> 'coordinator' AND EXISTS (
        SELECT FROM onboarding_message_to t JOIN registry_mandate m ON m.id = t.mandate_id
        WHERE t.message_id = NEW.message_id AND t.mandate_id <> NEW.mandate_id AND m.part = 'supplier')) THEN
        PERFORM refuse(TG_NAME, 'Bara den samordnande myndigheten skriver till flera leverantörsmyndigheter.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER written_to_a_party BEFORE INSERT ON onboarding_message_to
    FOR EACH ROW EXECUTE FUNCTION written_to_a_party();

-- A message stays as it was sent.
CREATE TRIGGER message_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_message
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett skickat meddelande kan inte ändras eller tas bort.');

-- So do those it was sent to.
CREATE TRIGGER recipient_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_message_to
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Mottagaren av ett skickat meddelande kan inte ändras eller tas bort.');

-- 27 § FL: only the parties make notes in the case.
CREATE FUNCTION noted_by_a_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT takes_part(NEW.registration_id, NEW.mandate_id) THEN
        PERFORM refuse(TG_NAME, 'Bara ärendets parter antecknar i det.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER noted_by_a_party BEFORE INSERT ON onboarding_note FOR EACH ROW EXECUTE FUNCTION noted_by_a_party();

-- 27 § FL: a note stays as it was made.
CREATE TRIGGER note_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_note
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En anteckning kan inte ändras eller tas bort. Gör en ny.');

-- An attachment stays as it was added; only what the scanning finds is written on it.
CREATE FUNCTION attachment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.registration_id, OLD.message_id, OLD.name, OLD.content_type, OLD.content, OLD.size, OLD.digest,
        OLD.uploaded_by_id, OLD.uploaded_for_id, OLD.uploaded_at)
        IS DISTINCT FROM
        (NEW.id, NEW.registration_id, NEW.message_id, NEW.name, NEW.content_type, NEW.content, NEW.size, NEW.digest,
        NEW.uploaded_by_id, NEW.uploaded_for_id, NEW.uploaded_at)
        OR NEW.state <> OLD.state AND (OLD.state = 'infected' OR NEW.state NOT IN ('clean', 'infected')) THEN
        PERFORM refuse(TG_NAME, 'En bilaga kan inte ändras. Bara det som genomsökningen finner skrivs om den.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attachment_stays BEFORE UPDATE ON onboarding_attachment
    FOR EACH ROW EXECUTE FUNCTION attachment_stays();

-- An attachment that has been sent stays.
CREATE FUNCTION attachment_leaves_a_draft_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_interestregistration WHERE id = OLD.registration_id AND registered_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'En bilaga som är skickad kan inte tas bort.');
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER attachment_leaves_a_draft_only BEFORE DELETE ON onboarding_attachment
    FOR EACH ROW EXECUTE FUNCTION attachment_leaves_a_draft_only();

-- Only the parties attach files, each to its own messages.
CREATE FUNCTION attached_by_a_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT takes_part(NEW.registration_id, NEW.uploaded_for_id) OR NEW.message_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM onboarding_message WHERE id = NEW.message_id AND registration_id = NEW.registration_id
          AND sender_mandate_id = NEW.uploaded_for_id) THEN
        PERFORM refuse(TG_NAME, 'Bara ärendets parter bifogar filer i det, var och en till sina egna meddelanden.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attached_by_a_party BEFORE INSERT ON onboarding_attachment
    FOR EACH ROW EXECUTE FUNCTION attached_by_a_party();

-- Nor are the attachments emptied as a whole.
CREATE TRIGGER attachments_are_never_emptied BEFORE TRUNCATE ON onboarding_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Bilagor kan inte tas bort.');

-- 33 § FL: what decisions of one kind of an agency say of appeal now: what the agency chose last, if it has.
CREATE FUNCTION appeal_of(supplier bigint, kind text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT max(c.id) FROM onboarding_appealchoice c JOIN registry_mandate m ON m.agency_id = c.agency_id
    WHERE m.id = supplier AND c.decision = kind;
$$;

-- 33 § FL: a refusal says of appeal what the agency had chosen when it was decided, and nothing else.
CREATE FUNCTION refusal_says_what_was_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.appeal_id := appeal_of((SELECT supplier_id FROM onboarding_allocation WHERE id = NEW.allocation_id), 'refusal');
    RETURN NEW;
END $$;
CREATE TRIGGER refusal_says_what_was_chosen BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refusal_says_what_was_chosen();

-- 33 § FL: so does a decision that changes one.
CREATE FUNCTION change_says_what_was_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.appeal_id := appeal_of((SELECT a.supplier_id FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
                                WHERE r.id = NEW.refusal_id), 'change');
    RETURN NEW;
END $$;
CREATE TRIGGER change_says_what_was_chosen BEFORE INSERT ON onboarding_refusalchange
    FOR EACH ROW EXECUTE FUNCTION change_says_what_was_chosen();

-- 33 § FL: so does an order, when it is decided; before that it says nothing.
CREATE FUNCTION order_says_what_was_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.appeal_id := CASE WHEN NEW.status = 'decided' THEN appeal_of(NEW.supplier_id, 'prioritisation') END;
    RETURN NEW;
END $$;
CREATE TRIGGER order_says_what_was_chosen BEFORE INSERT OR UPDATE ON onboarding_prioritisation
    FOR EACH ROW EXECUTE FUNCTION order_says_what_was_chosen();

-- 33 § FL: a decision maker of the agency, at a supplier, chooses.
CREATE FUNCTION appeal_is_the_agencys_choice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_membership b JOIN registry_mandate m ON m.id = b.mandate_id
                   WHERE b.user_id = NEW.chosen_by_id AND b.role = 'decision_maker'
                     AND m.part = 'supplier' AND m.agency_id = NEW.agency_id) THEN
        PERFORM refuse(TG_NAME, 'En beslutsfattare hos myndigheten bestämmer vad dess beslut säger om överklagande.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_is_the_agencys_choice BEFORE INSERT ON onboarding_appealchoice
    FOR EACH ROW EXECUTE FUNCTION appeal_is_the_agencys_choice();

-- 33 § FL: what was chosen stays, since decisions say it.
CREATE TRIGGER appeal_choice_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_appealchoice
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett val om överklagande ändras inte och tas inte bort: välj på nytt (33 § förvaltningslagen).');
