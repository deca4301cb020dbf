"""Names of skills that are everyday words: what a vocabulary calls so is not looked for in what people write.

"DID" is direct inward dialling, "ties" are parts of a scaffolding, "leren" is a craft: in a community's texts they are
nearly always something else.  What people declared or the community added under such a name is looked for all the
same, in its own case.  Data, not code: extend freely.
"""

from __future__ import annotations

_ENGLISH = """
absorb abstract abstracts access accompany accounting act advise agree alarm alarms alba alert amplification
amuse analyse analysis analyze appliances apply argue argument arms arrange arresters ask assembly assertion
assist attempt balance ball bargain bargaining base bed bend block blow board boards body boil bone book books
bowl box boxes boxing brand brands break breaking bristle brush brushes build building bundling buy calculate
calculation call cameras camouflage canal canals canvas cap care carry cars case cast casting casts catch
caveats ceilings change chant check chef chip chips choose chop clay clean cleaning clear climb clock close
cloth coaching coal coat coining collect collection collections color colour command communicate communicating
communication complexions computer computers conduct conduction confidence confinement congruence connect
connection connectors considerate consult consultation consultations continue control controllers controls
convection conversation convey conveyance cook cooking cooling cooperate coordinate coordination copy copying
correspondence count cover craft crafting create croon curl curls current cut cutting dams dance data database
date deal debate decency decide decision decline decompress delight deliver demand depreciation design designs
detect develop dies diet dig direct discuss dispatch display distribute documents draw drawing dress dressing
drill drilling drive driving drone drop dry dust dye eat ecosystem ecosystems edit editing electricals
empathise endeavor endure energies energy engage engineering english entry equipment essences evaluate event
events examine exercise experiment explain explosives express face feathers feed feedback fence fencing
fiction fight file files fill filter filters finance finances financials find finish fire fish fit fix flat
flint flow fly fold follow food foot form format forms formulae formulas frame frames fuel function gambling
game games gather gems give glass glue gold golf golfing good google grade grammar greet grip ground group
grow guide guides hair hairs hammer hand handle harnesses hear hearing heat help hit hold honour hopper hunt
improve improvise incision inform information innovate inspect integrity interact interaction interactions
interview invocation iron join joint journalist journalists judge jump key knit know label language languages
laugh law lead leadership learn learning leather lecture ledges lenses less letter lexicon library lift light
lights line lingo link list listen listening literature litmos load locks log logging logistic look loop
machine machines mail maintain make making manage management map maps mark market match material materials
maths measure measurement measuring mechanisms media medicine medicines meet meeting memory merchandise mesh
message metal migration mind mix mixers mocha model modelling models mold money monitor moral morality morals
morphology motivate motors mould moulds mount move moving mow music negotiate network networks noises note
notes observe oil open operate operation order organise organize outline outlines own pack packing page paint
painting panel paper papering parse parsing part pass patents pattern patterns perform performance persevere
persist persisting persuade phone pick pictures pin plan planning plans plant plants plate play pole policy
polish politic political politician politics post pour power prayer precision predict prediction prepare
present presentation press prevent price print process processes processing processor processors produce
production project projects promote proof property proportion prose protect proteins pull pumps purchase
purification push quality query question quote race radar rage rail read reading reason reclamation recognise
reconstruct record recovery recruit reduce reference reflect reflection reflexion regression regulation
rehearse reliability removal remove renting repair replace report reporting reports reproduction research
reserve resistance resource resources respect respond rest restore result retaking retrieval review reward
rhetoric rights ring risk role roll ropes rotate rotors route row rule rules run running safety sakai sales
salt sample samples sampling sand sands saw scale scales schedule schematics scratch screen screening script
scripts scrutinise scrutinize sculpt seal search season securities security seeding select selection sell
selling semantics sensors separation serve service set sewing shade shape share shift ship shoot shooting shop
show sign signing silver similitude similitudes sing skate ski skill skills skin sleep smelling smile soap
soaps social soft software solidification solve sort sound sounds source space spark spawning speak speaking
speech spelling spellings spin split sport spot spray spring stack stage stand standard standards start state
statement stats steel step stock stone stop store stories story stretch strip stripping strive structure
studies study style subquery superintend supervise supply support surface surgeries survey surveys swift swim
switch switches symmetry syntax system systems table tailor take talk tap taste tattoo tax teach team
technology tell term terminological terminology terms test testing text texture think throw tie tiling time
tool tools topography touch tour trace track trade train training transform transformer transformers
transition translate translation transom transport transportation treat tree trim troubleshoot troubleshooting
try tune turn type types understand unity update upsell use valuta valves vehicle verbalise video view vinyl
viruses vision visit vocabulary voice voltage wager walk warehouse warn warning warnings wash watch water wear
weave weaving web weeding weigh weld wild wildlife winding wiring wood word words work working write writing
yahoo

a_computer accept_criticism adapt_to_change adapt_to_changes address_an_audience aggregate_data and_procedures
application_procedure application_process apply_for_funding ask_questions attend_events attend_the_event
attending_events avoid_contamination be_curious be_flexible be_friendly be_open_minded be_organised
be_organized be_patient be_polite be_reliable be_responsible be_tolerant book_review breaking_up
build_machines build_model build_props business_model carry_on check_logs cold_temperature computer_program
construct_a_set construction_methods construction_techniques contribute_information control_crowd
control_individuals convert_data create_model create_models deal_with_uncertainty dealing_with_uncertainty
design_model design_package design_principles design_process develop_a_model develop_models developing_a_model
duplicate_keys edit_articles encourage_others evaluate_models file_format find_people first_response
follow_people gather_data geographic_areas geographic_regions geographical_areas give_advice go_on
handle_conflicts handle_data help_others help_people hire_people identify_problems identifying_opportunities
identifying_problems in_the_field keep_on keep_up list_mail look_at_data mac_os_x make_an_effort
make_decisions make_definitions make_model making_decisions managing_projects measure_data mental_arithmetic
mentor_others migration_rules model_a_set model_package model_sets modern_language office_software
open_source_model organize_work paper_structure present_data prioritise_tasks produce_models provide_evidence
provide_information quality_check quality_checks read_people receive_feedback reduction_process
research_topics review_articles review_drafts run_a_simulation see_documentation share_duties share_ideas
share_information show_interest size_of_fish solve_problems stay_with store_objects support_people
support_staff take_decisions take_samples technical_term tell_a_story temperature_levels test_package
test_packages test_procedures translating_text understand_the_context use_calculator use_hardware use_of_data
use_opaque work_collaboratively work_efficiently work_in_a_team work_in_teams work_independently
working_independently write_definitions write_reports
"""

_DUTCH = """
aandacht aankopen aanpassen aansturen aantal aanvragen acteren administratie advies adviseren analyse
analyseren apparatuur archief arm assisteren audio auto bakken balans bank barmhartig bed bedienen begeleiden
beheer beheren beleid beoordelen berekenen bericht beschrijven beslissen besluiten bespreken besturen bestuur
betalen bevestigen bewaken bewegen bewerken blazen blij boek boeken bord boren borstelen bouw bouwen branden
brieven bron communicatie communiceren computer computers concentratie contact controle controleren
coördineren creatief creativiteit cultuur dans dansen delen demonstreren denken deur discipline discussiëren
doel doelen doen doorzetten draaien dragen drinken drogen drukken duiken duur eerlijk eerlijkheid energie eten
evalueren feiten filmen financiën flexibel flexibiliteit formulieren foto functie gebouw geduld gegevens geld
geluid geluk geschiedenis gesprek gesprekken gezondheid giften glas goud graven groep groepen haken handel
handelen handschrift haren helpen herinneren herstellen hout huis ijzer informatie informeren initiatief
inkoop inkopen inleven inpakken inspecteren installeren integriteit interesse interview interviewen kaart
kammen kennis kiezen klanten klimmen kloppen kneden knippen knopen koelen koken komen kopen kracht kunst
kwaliteit lachen land last leer leiden leiderschap leiding leren les lesgeven letten letter lezen licht lijm
lijmen logistiek lopen lossen lucht luisteren maken management markt masseren materiaal materialen materieel
media meedoen metalen meten methode methoden meubels milieu model modellen modelleren monteren motivatie
motiveren muziek naaien nadenken netwerk netwerken nieuws noteren olie omgang omgeving onderhandelen onderhoud
onderhouden ondersteunen onderzoek onderzoeken ontwerp ontwerpen ontwikkelen oordelen opbouwen openen opleiden
oplossen oppassen opslag opstellen organisatie organiseren overdragen overleg overleggen overtuigen papier
passen patronen plaatsen plan plannen planning planten poetsen politiek post praten presentatie presenteren
prijs printen proberen procedure procedures proces processen produceren product producten productie project
projecten promotie rapport rapporten rapporteren reageren recht rechten reclame regel regels registreren
reinigen reizen rekenen reparatie repareren reserveren respect richten rijden risico roeren rol rust
samenwerken samenwerking schaken schema schilderen schoonmaken schrijven selecteren service sieraden
signaleren sjouwen slapen slijpen smaak smeren snijden software solderen solliciteren sorteren spel spelen
spoor sport sporten spreken springen staal standaarden stapelen steen stem sterk stijl stof strijken structuur
studeren sturen systeem systemen taal talen tassen team techniek technieken tekenen tekst teksten telefoneren
tellen testen theater tijd toepassen toezicht trainen training transport trekken uitleg uitleggen uitvoeren
vaardigheden vakkennis vangen veiligheid verandering verbeteren verdelen verf vergaderen vergelijken verhuizen
verkoop verkopen verpakken verslag versturen vertalen vertellen vertrouwen verven vervoer verwerken verzamelen
verzenden verzorgen video vinden vissen vloer voeding voorbereiden voorraad voorstellen vormen vormgeven
vragen vuur waarderen waarnemen wassen water weer wegen werken werkplek wet wetten wijn woorden zagen zakelijk
zand zeilen zingen zoeken zorg zorgen zout zwemmen
"""

_ABBREVIATIONS = """
adr aoi bsl cbt ccd cfd cmm cpc cpr cpt csr cta cti ddi did dmp dmt dsp dtp fda fna glp gmp gpc gts hr hrm ic
ics ifr it lms ml mlm mpt mro ng odi ort pdi ppc pr prm qve rage rdb re rs rt rtx sarp sbr sem smt sne st staf
ste tcm tht toc uas vfr wild wp xtr
"""
"""Of a few letters, and something else in every trade."""

COMMON = frozenset(word.replace("_", " ") for word in (_ENGLISH + _DUTCH + _ABBREVIATIONS).split())
"""The names, in lower case."""
