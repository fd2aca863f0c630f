-- The public indicator database, schema version 1.
-- What stands above a table or view tells what it holds or which question it answers; what stands
-- behind a column, what the column holds. docs/database.md and the server say the same.
-- A text that there is none of is empty. An id, a year or a number that there is none of is NULL.

-- The editions in this file: a report's year and the figures it stands on.
CREATE TABLE editions (
    edition INTEGER PRIMARY KEY, -- the report's year, not that of the figures
    newest INTEGER NOT NULL CHECK (newest IN (0, 1)), -- 1 for the newest edition of the file
    retrospective INTEGER NOT NULL CHECK (retrospective IN (0, 1)), -- 1 when made after its year, from figures published later
    frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)), -- 1 when it is never changed again
    first_year INTEGER NOT NULL, -- first year that has figures
    last_year INTEGER NOT NULL, -- last year that has figures; may be after the edition
    figures INTEGER NOT NULL, -- number of rows in observations
    made_afterwards_nb TEXT NOT NULL, -- says of a retrospective edition which figures it stands on, in Norwegian
    made_afterwards_en TEXT NOT NULL -- the same in English
) STRICT;

-- The units of indicators.
CREATE TABLE units (
    unit TEXT PRIMARY KEY, -- id of the unit
    name_nb TEXT NOT NULL, -- the unit in words, in Norwegian
    name_en TEXT NOT NULL -- the same in English
) STRICT, WITHOUT ROWID;

-- What may stand beside a figure, or in the place of one.
CREATE TABLE signs (
    status TEXT PRIMARY KEY, -- the sign of Statistics Norway, or a word of ours; empty for an ordinary figure
    meaning_nb TEXT NOT NULL, -- what it means, in Norwegian
    meaning_en TEXT NOT NULL -- the same in English
) STRICT, WITHOUT ROWID;

-- The tables that figures come from.
CREATE TABLE sources (
    source TEXT PRIMARY KEY, -- id of the source
    table_id TEXT NOT NULL, -- number of the table in StatBank, or what the source is instead
    title_nb TEXT NOT NULL, -- title in Norwegian
    title_en TEXT NOT NULL, -- the same in English
    publisher_nb TEXT NOT NULL, -- who publishes it, in Norwegian
    publisher_en TEXT NOT NULL, -- the same in English
    licence TEXT NOT NULL, -- licence of the figures
    vintage TEXT NOT NULL, -- when the publisher last renewed the bundled figures; raw_files has that of each edition
    confirmed TEXT NOT NULL, -- how table id and codes were confirmed
    known_gaps_nb TEXT NOT NULL, -- what is known to be missing or odd, in Norwegian
    known_gaps_en TEXT NOT NULL, -- the same in English
    url_nb TEXT NOT NULL, -- the table at its publisher, in Norwegian
    url_en TEXT NOT NULL -- the same in English
) STRICT, WITHOUT ROWID;

-- The raw files that each edition stands on, by hash.
CREATE TABLE raw_files (
    edition INTEGER NOT NULL REFERENCES editions (edition), -- the edition
    source TEXT NOT NULL REFERENCES sources (source), -- the source
    file TEXT NOT NULL, -- path of the file in the project
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- hash of the file
    vintage TEXT NOT NULL, -- year or day on which the publisher last renewed the figures
    origin TEXT NOT NULL, -- transcribed, downloaded, fetched or swept
    cells INTEGER NOT NULL, -- cells in the file
    missing INTEGER NOT NULL, -- cells without a figure
    PRIMARY KEY (edition, source)
) STRICT, WITHOUT ROWID;

-- The goals of the business plan.
CREATE TABLE plan_goals (
    goal TEXT PRIMARY KEY, -- number of the goal, O for the overarching one
    name_nb TEXT NOT NULL, -- the goal in Norwegian
    name_en TEXT NOT NULL -- the same in English
) STRICT, WITHOUT ROWID;

-- The strategies of the business plan.
CREATE TABLE plan_strategies (
    strategy TEXT PRIMARY KEY, -- number of the strategy
    goal TEXT NOT NULL REFERENCES plan_goals (goal), -- the goal it serves
    name_nb TEXT NOT NULL, -- the strategy in Norwegian
    name_en TEXT NOT NULL -- the same in English
) STRICT, WITHOUT ROWID;

-- Every row of the business plan that can be followed.
CREATE TABLE plan_rows (
    row TEXT PRIMARY KEY, -- id of the row
    position INTEGER NOT NULL UNIQUE, -- place in the plan
    goal TEXT NOT NULL REFERENCES plan_goals (goal), -- the goal
    strategy TEXT REFERENCES plan_strategies (strategy), -- the strategy; NULL for what a goal itself is followed by
    kind TEXT NOT NULL CHECK (kind IN ('statistics', 'register', 'survey', 'count', 'status')), -- what could answer it
    title_nb TEXT NOT NULL, -- what is followed, in Norwegian
    title_en TEXT NOT NULL, -- the same in English
    target_nb TEXT NOT NULL, -- the target, in Norwegian
    target_en TEXT NOT NULL, -- the same in English
    due INTEGER, -- the year that the plan names
    repeats TEXT NOT NULL, -- yearly, monthly, ongoing or empty
    aim_unit TEXT NOT NULL, -- unit of the number that the plan gives
    aim_at_least REAL, -- floor of that number
    aim_at_most REAL, -- ceiling of that number
    source_nb TEXT NOT NULL, -- where figures could come from, in Norwegian
    source_en TEXT NOT NULL, -- the same in English
    open_nb TEXT NOT NULL, -- what the plan leaves open, in Norwegian
    open_en TEXT NOT NULL, -- the same in English
    reading_nb TEXT NOT NULL, -- how it is read here, in Norwegian
    reading_en TEXT NOT NULL -- the same in English
) STRICT, WITHOUT ROWID;

-- The bodies that the plan gives something to do.
CREATE TABLE plan_bodies (
    body TEXT PRIMARY KEY, -- id of the body
    name_nb TEXT NOT NULL, -- its name in Norwegian
    name_en TEXT NOT NULL -- the same in English
) STRICT, WITHOUT ROWID;

-- Who is responsible for a row of the plan, and who takes part.
CREATE TABLE plan_row_bodies (
    row TEXT NOT NULL REFERENCES plan_rows (row), -- the row
    body TEXT NOT NULL REFERENCES plan_bodies (body), -- the body
    role TEXT NOT NULL CHECK (role IN ('responsible', 'partner')), -- responsible or partner
    PRIMARY KEY (row, body, role)
) STRICT, WITHOUT ROWID;

-- Everything known about each indicator.
CREATE TABLE indicators (
    indicator TEXT PRIMARY KEY, -- id of the indicator
    position INTEGER NOT NULL UNIQUE, -- place in the list of indicators
    base TEXT NOT NULL REFERENCES indicators (indicator), -- the indicator it is a variant of, or itself
    basis TEXT NOT NULL CHECK (basis IN ('', 'counties', 'total', 'mainland')), -- the denominator it stands on; empty where there is none
    title_nb TEXT NOT NULL, -- title in Norwegian
    title_en TEXT NOT NULL, -- the same in English
    unit TEXT NOT NULL REFERENCES units (unit), -- unit of value, low and high
    decimals INTEGER NOT NULL, -- decimals that are printed
    better TEXT NOT NULL CHECK (better IN ('higher', 'lower', 'neither')), -- which direction is better
    measure TEXT NOT NULL, -- the arithmetic: share, growth, ratio and others
    definition_nb TEXT NOT NULL, -- definition in Norwegian
    definition_en TEXT NOT NULL, -- the same in English
    caveat_nb TEXT NOT NULL, -- what to know before it is quoted, in Norwegian
    caveat_en TEXT NOT NULL, -- the same in English
    plan_row TEXT NOT NULL REFERENCES plan_rows (row), -- the row of the plan it serves
    near INTEGER NOT NULL CHECK (near IN (0, 1)), -- 1 when it stands close to what the row asks without being it
    awaited INTEGER NOT NULL CHECK (awaited IN (0, 1)), -- 1 when the source is known but has no figures here yet
    has_page INTEGER NOT NULL CHECK (has_page IN (0, 1)), -- 1 when the report has a page of it
    breaks TEXT NOT NULL -- years, with spaces between, that cannot be compared with those before
) STRICT, WITHOUT ROWID;

-- The sources that each indicator stands on.
CREATE TABLE indicator_sources (
    indicator TEXT NOT NULL REFERENCES indicators (indicator), -- the indicator
    source TEXT NOT NULL REFERENCES sources (source), -- the source
    PRIMARY KEY (indicator, source)
) STRICT, WITHOUT ROWID;

-- The rows of the plan that ask for each indicator: the one it serves, and others.
CREATE TABLE indicator_plan_rows (
    indicator TEXT NOT NULL REFERENCES indicators (indicator), -- the indicator
    row TEXT NOT NULL REFERENCES plan_rows (row), -- the row of the plan
    PRIMARY KEY (indicator, row)
) STRICT, WITHOUT ROWID;

-- Every region: nation, counties, municipalities, city regions and labour markets, old ones too.
CREATE TABLE regions (
    region TEXT PRIMARY KEY, -- code of Statistics Norway, or id of a list of municipalities
    name_nb TEXT NOT NULL, -- name in Norwegian
    name_en TEXT NOT NULL, -- the same in English
    level TEXT NOT NULL CHECK (level IN ('nation', 'county', 'municipality', 'city_region', 'labour_market')), -- what kind of region it is
    valid_from INTEGER, -- first year of the code; NULL where it is not known
    valid_to INTEGER, -- last year of the code; NULL while it is in use
    codes_of INTEGER, -- the year whose municipalities a list is drawn with
    rule_nb TEXT NOT NULL, -- by what rule a list is drawn, in Norwegian
    rule_en TEXT NOT NULL, -- the same in English
    source TEXT NOT NULL -- where codes or members come from
) STRICT, WITHOUT ROWID;

-- The municipalities of the regions that are lists.
CREATE TABLE region_members (
    region TEXT NOT NULL REFERENCES regions (region), -- the list
    member TEXT NOT NULL REFERENCES regions (region), -- a municipality, as the codes were in codes_of
    PRIMARY KEY (region, member)
) STRICT, WITHOUT ROWID;

-- The counties that a municipality or a list lies in.
CREATE TABLE region_counties (
    region TEXT NOT NULL REFERENCES regions (region), -- the municipality or list
    county TEXT NOT NULL REFERENCES regions (region), -- the county
    PRIMARY KEY (region, county)
) STRICT, WITHOUT ROWID;

-- The concordance: what became of municipalities and counties that were changed.
CREATE TABLE region_changes (
    old TEXT NOT NULL REFERENCES regions (region), -- the code before
    new TEXT NOT NULL REFERENCES regions (region), -- the code after
    year INTEGER NOT NULL, -- the year from which the new code holds
    whole INTEGER NOT NULL CHECK (whole IN (0, 1)), -- 0 when the old area was divided
    PRIMARY KEY (old, new, year)
) STRICT, WITHOUT ROWID;

-- Every number, as it stands in the panel: one row an edition, indicator, region and year.
CREATE TABLE observations (
    edition INTEGER NOT NULL REFERENCES editions (edition), -- the edition
    indicator TEXT NOT NULL REFERENCES indicators (indicator), -- the indicator
    region TEXT NOT NULL REFERENCES regions (region), -- the region
    year INTEGER NOT NULL, -- the year of the figure
    value REAL, -- the figure in the indicator's unit; NULL where it is missing, and status says why
    low REAL, -- lower end of the 90 % interval of an estimate
    high REAL, -- upper end of it
    status TEXT NOT NULL REFERENCES signs (status), -- sign of the figure, empty for an ordinary one
    PRIMARY KEY (edition, indicator, region, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX observations_of_region ON observations (region, indicator, year);

-- The latest year in which each indicator has a figure in each region.
CREATE TABLE latest_years (
    edition INTEGER NOT NULL REFERENCES editions (edition), -- the edition
    indicator TEXT NOT NULL REFERENCES indicators (indicator), -- the indicator
    region TEXT NOT NULL REFERENCES regions (region), -- the region
    year INTEGER NOT NULL, -- the latest year that has a figure
    PRIMARY KEY (edition, indicator, region),
    FOREIGN KEY (edition, indicator, region, year)
        REFERENCES observations (edition, indicator, region, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX latest_years_of_region ON latest_years (region, edition);

-- Where every row of the plan stands in each edition.
CREATE TABLE plan_statuses (
    edition INTEGER NOT NULL REFERENCES editions (edition), -- the edition
    row TEXT NOT NULL REFERENCES plan_rows (row), -- the row of the plan
    status TEXT NOT NULL CHECK (status IN ('met', 'on_course', 'behind', 'no_data')), -- met, on_course, behind or no_data
    reason_nb TEXT NOT NULL, -- why, in Norwegian
    reason_en TEXT NOT NULL, -- the same in English
    indicator TEXT REFERENCES indicators (indicator), -- the indicator that answers it, if any
    region TEXT NOT NULL REFERENCES regions (region), -- the region that is judged
    year INTEGER, -- the year of the figure
    value REAL, -- the figure that was judged
    low REAL, -- lower end of its interval
    high REAL, -- upper end of it
    target REAL, -- the number that it was held against
    PRIMARY KEY (edition, row)
) STRICT, WITHOUT ROWID;

-- What people have reported of rows that no statistics answer: every line, corrected ones too.
CREATE TABLE plan_records (
    file TEXT NOT NULL CHECK (file IN ('statuses', 'counts', 'surveys')), -- the file it was reported in
    line INTEGER NOT NULL, -- the line of that file
    row TEXT NOT NULL REFERENCES plan_rows (row), -- the row of the plan
    region TEXT NOT NULL REFERENCES regions (region), -- the region it is about
    year INTEGER NOT NULL, -- the year it is about
    status TEXT NOT NULL CHECK (status IN ('', 'done', 'under_way', 'not_done')), -- the status; empty for a number and for what is taken back
    value REAL, -- the number, in the unit that the plan names
    margin REAL, -- of a survey, how many points it can be off to either side
    owner TEXT NOT NULL, -- who reports it
    date TEXT NOT NULL, -- the day on which it became so
    evidence TEXT NOT NULL, -- an address or the name of a document
    note TEXT NOT NULL, -- anything else
    recorded TEXT NOT NULL, -- the day on which it was written down
    holds INTEGER NOT NULL CHECK (holds IN (0, 1)), -- 0 when a later line corrects it or takes it back
    PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

-- Every figure that moved between an edition and the one before it.
CREATE TABLE revisions (
    edition INTEGER NOT NULL REFERENCES editions (edition), -- the edition
    since INTEGER NOT NULL, -- the edition before it, in this file or not
    indicator TEXT NOT NULL REFERENCES indicators (indicator), -- the indicator
    region TEXT NOT NULL REFERENCES regions (region), -- the region
    year INTEGER NOT NULL, -- the year of the figure
    before REAL, -- the figure in the edition before
    after REAL, -- the figure in this edition
    kind TEXT NOT NULL CHECK (kind IN ('revised', 'new', 'gone', 'sign')), -- revised, new, gone, or only its sign moved
    PRIMARY KEY (edition, indicator, region, year)
) STRICT, WITHOUT ROWID;

-- Everything that can be found by its words: indicators, regions and rows of the plan.
CREATE VIRTUAL TABLE search USING fts5 (
    kind UNINDEXED, -- indicator, region or plan_row
    id, -- its id
    language UNINDEXED, -- nb or en
    title, -- its title or name
    text, -- what else is said of it
    folded, -- words of the title as they are typed where letters such as ø and đ are lacking
    url UNINDEXED, -- its page, from the root of the site
    tokenize = "unicode61 remove_diacritics 2",
    prefix = '2 3'
);

-- What is the latest figure of each indicator in each region?
CREATE VIEW latest AS
SELECT
    o.edition AS edition, -- the edition
    o.indicator AS indicator, -- the indicator
    i.title_nb AS title_nb, -- its title in Norwegian
    i.title_en AS title_en, -- the same in English
    o.region AS region, -- the region
    r.name_nb AS name_nb, -- its name in Norwegian
    r.name_en AS name_en, -- the same in English
    r.level AS level, -- what kind of region it is
    o.year AS year, -- the latest year that has a figure
    o.value AS value, -- the figure
    o.low AS low, -- lower end of its interval
    o.high AS high, -- upper end of it
    o.status AS status, -- its sign
    i.unit AS unit -- its unit
FROM latest_years y
JOIN regions r ON r.region = y.region
JOIN indicators i ON i.indicator = y.indicator
JOIN observations o ON o.edition = y.edition AND o.indicator = y.indicator AND o.region = y.region
    AND o.year = y.year;

-- How has an indicator moved in a region, year by year?
CREATE VIEW series AS
SELECT
    o.edition AS edition, -- the edition
    o.indicator AS indicator, -- the indicator
    i.title_nb AS title_nb, -- its title in Norwegian
    i.title_en AS title_en, -- the same in English
    o.region AS region, -- the region
    r.name_nb AS name_nb, -- its name in Norwegian
    r.name_en AS name_en, -- the same in English
    o.year AS year, -- the year
    o.value AS value, -- the figure
    o.low AS low, -- lower end of its interval
    o.high AS high, -- upper end of it
    o.status AS status, -- its sign
    s.meaning_nb AS meaning_nb, -- what the sign means, in Norwegian
    s.meaning_en AS meaning_en, -- the same in English
    i.unit AS unit -- its unit
FROM observations o
JOIN indicators i ON i.indicator = o.indicator
JOIN regions r ON r.region = o.region
JOIN signs s ON s.status = o.status;

-- How does a region stand on every indicator, beside the nation in the same year?
CREATE VIEW scorecard AS
SELECT
    l.edition AS edition, -- the edition
    l.region AS region, -- the region
    l.name_nb AS name_nb, -- its name in Norwegian
    l.name_en AS name_en, -- the same in English
    i.position AS position, -- place in the list of indicators
    l.indicator AS indicator, -- the indicator
    l.title_nb AS title_nb, -- its title in Norwegian
    l.title_en AS title_en, -- the same in English
    l.year AS year, -- the latest year that has a figure
    l.value AS value, -- the figure
    l.low AS low, -- lower end of its interval
    l.high AS high, -- upper end of it
    l.status AS status, -- its sign
    n.value AS nation, -- the figure of the nation in that year
    before.value AS five_years_before, -- the figure of the region five years before
    i.better AS better, -- which direction is better
    l.unit AS unit -- the unit
FROM latest l
JOIN indicators i ON i.indicator = l.indicator
LEFT JOIN observations n ON n.edition = l.edition AND n.indicator = l.indicator AND n.region = '0' AND n.year = l.year
LEFT JOIN observations before ON before.edition = l.edition AND before.indicator = l.indicator
    AND before.region = l.region AND before.year = l.year - 5;

-- Which county ranks where on an indicator in a year, among the counties of that year?
CREATE VIEW county_ranks AS
SELECT
    o.edition AS edition, -- the edition
    o.indicator AS indicator, -- the indicator; only those in which one direction is better
    o.year AS year, -- the year
    o.region AS region, -- the county
    r.name_nb AS name_nb, -- its name in Norwegian
    r.name_en AS name_en, -- the same in English
    o.value AS value, -- the figure
    o.status AS status, -- its sign
    rank() OVER (PARTITION BY o.edition, o.indicator, o.year
        ORDER BY CASE i.better WHEN 'higher' THEN -o.value ELSE o.value END) AS rank, -- 1 for the best; those that are equal share a rank
    count(*) OVER (PARTITION BY o.edition, o.indicator, o.year) AS counties, -- counties that have a figure that year
    i.unit AS unit -- the unit
FROM observations o
JOIN indicators i ON i.indicator = o.indicator AND i.better <> 'neither'
JOIN regions r ON r.region = o.region AND r.level = 'county'
WHERE o.value IS NOT NULL AND o.year BETWEEN coalesce(r.valid_from, o.year) AND coalesce(r.valid_to, o.year);

-- Is a region's share of value added equal to its share of the people, year by year and on each denominator?
CREATE VIEW goal_ratio AS
SELECT
    o.edition AS edition, -- the edition
    o.region AS region, -- the region
    r.name_nb AS name_nb, -- its name in Norwegian
    r.name_en AS name_en, -- the same in English
    o.year AS year, -- the year
    o.value AS ratio, -- the ratio to the sum of the counties; the goal is met at 1
    o.low AS low, -- lower end of its interval
    o.high AS high, -- upper end of it
    o.status AS status, -- its sign
    t.value AS ratio_total, -- the ratio to the whole nation with the shelf
    m.value AS ratio_mainland -- the ratio to Mainland Norway
FROM observations o
JOIN regions r ON r.region = o.region
LEFT JOIN observations t ON t.edition = o.edition AND t.indicator = 'gdp_population_ratio_total'
    AND t.region = o.region AND t.year = o.year
LEFT JOIN observations m ON m.edition = o.edition AND m.indicator = 'gdp_population_ratio_mainland'
    AND m.region = o.region AND m.year = o.year
WHERE o.indicator = 'gdp_population_ratio';

-- Where does each row of the plan stand, and by which figure?
CREATE VIEW plan_overview AS
SELECT
    s.edition AS edition, -- the edition
    p.position AS position, -- place in the plan
    p.row AS row, -- the row
    p.goal AS goal, -- the goal
    p.strategy AS strategy, -- the strategy
    p.kind AS kind, -- what could answer it
    p.title_nb AS title_nb, -- what is followed, in Norwegian
    p.title_en AS title_en, -- the same in English
    p.target_nb AS target_nb, -- the target, in Norwegian
    p.target_en AS target_en, -- the same in English
    p.due AS due, -- the year that the plan names
    s.status AS status, -- met, on_course, behind or no_data
    s.reason_nb AS reason_nb, -- why, in Norwegian
    s.reason_en AS reason_en, -- the same in English
    s.indicator AS indicator, -- the indicator that answers it
    s.year AS year, -- the year of the figure
    s.value AS value, -- the figure
    s.target AS target -- the number that it was held against
FROM plan_statuses s
JOIN plan_rows p ON p.row = s.row;

-- What does the plan ask for that nobody has an answer to yet, who is responsible, and where could figures come from?
CREATE VIEW plan_missing AS
SELECT
    s.edition AS edition, -- the edition
    p.position AS position, -- place in the plan
    p.row AS row, -- the row
    p.goal AS goal, -- the goal
    p.kind AS kind, -- what could answer it
    p.title_nb AS title_nb, -- what is followed, in Norwegian
    p.title_en AS title_en, -- the same in English
    p.source_nb AS source_nb, -- where figures could come from, in Norwegian
    p.source_en AS source_en, -- the same in English
    (SELECT group_concat(b.name_nb, '; ') FROM plan_row_bodies a JOIN plan_bodies b ON b.body = a.body
        WHERE a.row = p.row AND a.role = 'responsible') AS responsible_nb, -- who is responsible, in Norwegian
    (SELECT group_concat(b.name_en, '; ') FROM plan_row_bodies a JOIN plan_bodies b ON b.body = a.body
        WHERE a.row = p.row AND a.role = 'responsible') AS responsible_en -- the same in English
FROM plan_statuses s
JOIN plan_rows p ON p.row = s.row
WHERE s.status = 'no_data';

-- What became of a region, and what was it made from?
CREATE VIEW successors AS
SELECT
    c.old AS old, -- the code before
    a.name_nb AS old_name, -- its name
    a.level AS level, -- county or municipality
    c.new AS new, -- the code after
    b.name_nb AS new_name, -- its name
    c.year AS year, -- the year from which the new code holds
    c.whole AS whole -- 0 when the old area was divided
FROM region_changes c
JOIN regions a ON a.region = c.old
JOIN regions b ON b.region = c.new;
