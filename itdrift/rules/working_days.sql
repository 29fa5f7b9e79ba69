-- Which days are working days in Sweden, as itdrift/working_days.py has them; a test holds the two together.

-- Easter Sunday of a year: the Gregorian calendar's own rule (Meeus, Jones, Butcher).
CREATE FUNCTION easter(y int) RETURNS date LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT make_date(y, moon / 31, moon % 31 + 1) FROM (
        SELECT h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114 AS moon FROM (
            SELECT *, (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7 AS l FROM (
                SELECT *, (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30 AS h
                FROM (VALUES (y % 19, y / 100, y % 100)) AS year (a, b, c)) AS epact) AS weekday) AS month;
$$;

-- From Monday to Friday, and neither a holiday (lagen 1989:253) nor one of the eves that count as such (2 § lagen 1930:173).
CREATE FUNCTION is_working_day(day date) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT extract(isodow FROM day) < 6
        AND to_char(day, 'MM-DD') NOT IN ('01-01', '01-06', '05-01', '06-06', '12-24', '12-25', '12-26', '12-31')
        AND NOT (extract(isodow FROM day) = 5 AND to_char(day, 'MM-DD') BETWEEN '06-19' AND '06-25')
        AND day - easter(extract(year FROM day)::int) NOT IN (-2, 1, 39);
$$;
