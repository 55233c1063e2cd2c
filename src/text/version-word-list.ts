// Begun from the BIP-39 English list (MIT); words that may hurt, alarm, name a relative or an office, or are spelled otherwise
// in British English were replaced by plants, birds, tools and food. Order and words are fixed: version words depend on both.
const list = `
ability able about above absorb access account achieve acid acorn acoustic acquire across act action actor actress actual adapt
add address adjust admit adult advance advice aerobic affair afford afraid age agent ahead aim air airport aisle alarm album alder
alert all alley allow almond almost alone alpha alter amateur amazing amber among amount amused analyst anchor ancient angle
animal ankle announce annual another answer antenna antique anvil apart apology appear apple apricot apron arbour arch arctic area
arena argue arm army arrange arrest arrive arrow art artefact artist artwork ask aspect aspen asset assist assume aster athlete
atlas atom attend attitude attract auburn auction audit author auto autumn average aviary avocado aware away awesome axis azalea
badge badger bag bagpipe balance balcony ball ballad balsam bamboo banana banner bar barely bargain barley barn barrel base basic
basil basket bassoon bay beach beacon bean beech beehive beetle before begin behave behind believe bell belt bench benefit beret
berry best better between beyond bicycle bid bike bilberry bind biology birch bird birth biscuit bison blanket blast blazer bless
bloom blossom blouse blue bluebell blur blush board boat bobbin bodkin body boil bolt bonnet bonus book bookcase boost border
borrow boss bottle bough bounce bouquet box bracken bracket brain bramble brand brass brave bread breeze brick bridge brief bright
bring brisk broccoli bronze brook broom brush bubble bucket buckle buddy budget buffalo bugle build bulb bulk bundle buoy burger
burrow burst bus business busy button buyer buzz cabbage cabin cable cactus cake calico call calm camera camp can canal candle
candy cannon canoe canopy canvas canyon capable capital captain car caramel caravan carbon card cardigan cargo carpet carry cart
cascade case cash cashew castle casual cat catch category catkin cattle caught cause causeway caution cave cedar ceiling celery
celeste cello cement census century cereal chalk champion chapel chapter charge charm chase chat check cheese chef cherry chess
chestnut chicken chief chime chimney chisel choice choose chuckle chunk churn chutney cider cinder cinnamon circle citizen citrus
city civil claim clarify clarinet clasp claw clay clean clerk clever click client cliff climb clinic clip cloak clock cloister
close cloth cloud clover club cluster clutch coast coaster cobalt cobble cobbler cockle cocoa coconut code coffee coil coin
collect column combine come comet comfort comic common company compass concert conduct confirm congress conifer connect consider
control convince cook cookie cool copper copse copy coral core corn cornet correct cost cottage cotton couch country couple course
cover cowslip coyote crab crack cradle craft crane crate crater crayon cream cress crew cricket crisp critic crocus crop cross
crowd crown crucial cruise crumble crumpet crunch crystal cube cuckoo culture cumin cup cupboard curious curlew currant current
curtain curve cushion custom cute cycle cygnet cymbal dahlia daisy damson dance dapple daring dawn day deal decorate deer defense
define degree delay deliver demand dentist depart depend depth derive describe desert design desk detail detect develop device
devote dewdrop diagram dial diamond diary dice diet differ digital dignity dinner dinosaur direct discover dish display distance
divert divide doctor document dog doily dolphin domain donate donkey donor door dormouse dory dose double dove dovetail dragon
drake drama draw dream dress drift drill drink drive drop drum dry duck dune dusk dust duty dwarf dynamic eager eagle early earn
earth easel easily east easy echo eclair ecology economy edge edit educate effort egg egret elbow electric elegant element
elephant elite elm embark ember embody embrace emerald emerge emotion employ empower empty enable enact end endorse energy engage
engine enhance enjoy enlist enough enrich ensure enter entire entry envelope episode equal equip era erupt escape essay essence
estate estuary eternal ethics evidence evoke evolve exact example exchange excite exercise exist exit expand explain express
extend extra eye eyebrow fabric face faculty faith falcon fall fan fancy farm fashion fawn feather feature federal feel fence
fennel fern ferry festival few fiction fiddle field fig figure file film filter finch find fine finger finish fir firm first fish
fit fitness fix fjord flag flame flannel flash flask flat flax fleece flight flint flip float flock floor flower fluid flute foam
focus fog fold follow food foot foothill footpath forest forge forget fork fortune forum forward found fountain fox foxglove frame
freckle frequent fresh friend fringe frog front frost frozen fruit fuel fun funny furnace future gable gadget gain galaxy gale
galleon gallery game garage garden garland garlic garment garnet gate gather gauge gaze gazebo gecko general genius genre gentle
genuine gesture giant gift giggle ginger ginkgo giraffe give glacier glad glance glare glass glide glider glimpse globe glory
glove glow glue gnome goat goblet gold gondola good goose gopher gorilla gosling gourd govern gown grace grain granary granite
grant grape grass gravel gravity great green grid grocery grotto group grove grow guard guava guess guide guitar gull gym habit
hacksaw hair half hamlet hammer hammock hamster hand happy hard harness harp harvest hat hatch have hawk hawthorn hayloft hazel
head health heart heath heather heavy hedge hedgehog height heirloom hello helmet help hen hero heron hickory hidden high hill
hillside hinge hint hire history hive hobby hockey hold hole holiday hollow holly home honey honeydew hood hoop hope hopper horn
horse hotel hour hover hub huge human humble hummock hyacinth hybrid ice icon idea identify image imitate immense impact improve
impulse inch include income increase index indicate indoor industry inform inhale inherit initial inkwell inlet inner input
inquiry insect inside inspire install intact interest into invest invite involve iris iron island isolate issue item ivory jackdaw
jacket jaguar jar jasmine jazz jeans jelly jersey jewel jigsaw job join joke journey joy judge jug juice jump jungle junior
juniper just kale kangaroo kayak keen keep kelp kernel kestrel ketchup kettle key keystone kiln kilt kind kingdom kit kitchen kite
kitten kiwi knapsack knee knock knoll know lab label lace ladder lagoon lake lamp language lantern lapel laptop lapwing larch
large lark lasso later latin lattice laugh laundry laurel lavender law lawn layer leader leaf learn leave lecture leek left leg
legal legend leisure lemon lend length lens lentil leopard lesson letter level lever liberty library license lichen lido life lift
light like lilac lily lime limit linden linen link linnet lintel lion liquid list little live lizard llama load loan lobster local
locket loft logic lollipop long loom loop lottery lotus lounge loyal lucky luggage lumber lunar lunch lupin lute luxury lynx
lyrics machine mackerel magic magnet magpie maid main major make mallet mallow mammal manage mandolin mango mangrove mansion
mantle manual maple marble margin marigold marina marine market maroon marriage marten marzipan mask master match material math
matrix matter maximum maze meadow mean meander measure mechanic medal media medley melody melon melt memory mention menu merge
merit merry mesh message metal method middle midnight milk mill millet millpond mimic mind minimum minnow minor mint minute
miracle mirror mitten mix mixed mixture mobile model modify mohair mole moment monitor monkey month moon moonbeam moor moral more
morning mosquito moss moth motion motor mountain mouse move much muffin mulberry mule multiply museum mushroom music must mustard
mutual myrtle myself mystery myth name napkin narrow nation nature near neck nectar need needle neither nest net nettle neutral
never news newt next nice nickel night noble nominee noodle normal north notable note notice nougat novel now number nurse nut
nuthatch nutmeg oak oasis oat oatcake obey object oblige oboe observe obtain obvious occur ocean ochre off offer often oil okay
okra old olive olympic omit onion online only onyx opal open opera opinion oppose option orange orbit orchard orchid order
ordinary organ orient osprey ostrich other otter outdoor outer output outside oval oven over overture own owner oxlip oxygen
oyster ozone paddle paddock page pair palace palm panda panel pansy panther papaya paper paprika parade parcel park parsley
parsnip party pass pasta pastel pasture patch path patient patrol pattern pause pave pavilion payment peace peacock peanut pear
pebble pecan pelican pen pencil peony people pepper perfect permit person pet petal petunia pewter phone photo phrase physical
piano piccolo picnic picture piece pier pigeon pilot pimento pinecone pink pinwheel pioneer pipe pitch pizza place plaid planet
plastic plate plateau play plaza please pledge plover pluck plug plum plume plunge plywood poem point polar pole pollen pomelo
pond pony pool poplar poppy popular porridge portion position possible post postcard potato pottery powder power practice prairie
praise prefer prepare present prevent price pride primary primrose print priority prism prize process produce profit program
project promote proof property prosper protect proud provide public pudding puffin pull pulse pumice pumpkin pupil puppet puppy
purchase purity purpose purse push put puzzle pyramid quadrant quail quality quantum quarry quarter quartz quay question quick
quill quilt quince quiver quote rabbit rack radar radio radish raft rail rain raise raisin rally ramp ranch random range ranger
rapid rare rate rather raven raw razor ready real reason rebuild recall receive recipe record recycle reduce redwing reed reef
reflect reform refuse region regular relax release relief rely remain remember remind remove render renew rent reopen repair
repeat require rescue resemble resource response result retire return reunion reveal review reward rhubarb rhythm rib ribbon rice
ride ridge right rigid ring ripple river road roast robin robot robust rocket roof rookie room rose rosemary rotate round route
rowan royal rubber ruby rucksack rudder ruffle run runway rural russet rye saddle safe saffron sage sail salad salmon salon salt
salute same sample sand sandal sapling sapphire sardine satchel satin satisfy sauce sausage save say scale scallop scan scarf
scene scheme school science scone scout screen script scrub sea seagull search seashell season seat second secret security seed
segment select sell seminar sense sentence sequin series service sesame session settle setup shadow shaft shale shallow shamrock
share shawl shed shell sherbet shield shift shine shingle ship shoe shop short shoulder shrimp shutter side signpost silent silk
silver similar simple sing siren situate size skate skein sketch ski skill skirt skylark slate sleep sleigh slender slice slide
sloop small smart smile smooth snack snake snap snow snowdrop soap soccer social sock soda soft solar solid solution solve someone
song soon sorrel sort sound soup source south space spaniel spare sparrow spatial speak special speed spell sphere spice spin
spinach spindle spire spirit split spool spoon sport spot spray spread spring spruce square squash squeeze squirrel stable stadium
staff stage stairs stamp stand stanza starling start state stay steel stem stencil step stereo stick still stoat stock stone stool
stork story stove strand strategy straw stream street strong student style subject submit success sugar suggest suit summer sun
sunbeam sundial sunny sunset super supply supreme sure surf surface surprise surround survey sustain swan swap sweet swift swim
swing switch sycamore symbol syrup system tabby table tackle tadpole tag tail talent talk tandem tank tansy tape tapestry tarn
tartan taste taxi teach teacup teal team teapot teasel tell tempo tennis tent term terrace test thatch theme theory thicket
thimble thistle thought thrive thrush thumb thunder thyme ticket tide tiger timber time tinsel tiny tip title toast today toddler
toe toffee together token tomato tomorrow tone tonight tool tooth top topaz topic topple torch tortoise toss total tourist toward
towel tower town toy track trade traffic train tram transfer travel tray treacle treat tree trellis trend trial tribe trim trinket
trip trophy trout truck true truffle truly trumpet trust try tube tugboat tuition tulip tuna tundra tunnel turkey turmeric turn
turnip turret turtle tweed twig twine twist type typical umber umbrella under unfold uniform unique unit universe unknown unlock
until unusual update upgrade uphold upon upper urban urge usage use used useful usual utility vacuum vale valid valley valve van
vanilla vanish various vast vault vehicle velvet vendor venue verandah verb verify vessel viaduct vibrant video view village vine
vintage viola violet violin virtual visa visit visual vital vivid vocal voice volcano volume voyage waffle wagon wagtail wait walk
wall walnut walrus want warbler warm wash water wattle wave way wealth wear weather weaver web wedding weekend weir welcome west
wet whale wharf wheat wheel whelk whisper whistle wicket wide width willow windmill window wine wing winner winter wire wisdom
wise wish wisteria wombat wonder wood woodland wool work world wren write yard yarrow yawl year yellow yeoman yew yoghurt young
youth zebra zephyr zinnia zither zone zoo
`;

/** 2048 short, distinct, inoffensive words: eleven bits each. Never reorder or replace one: version words already mailed would change. */
export const words: readonly string[] = list.trim().split(/\s+/);
