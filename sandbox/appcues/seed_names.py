"""The content of the small account: names, states and tags of the experiences of a theatre's ticket shop."""

from dataclasses import dataclass

TAG_NAMES = (
    "onboarding",
    "box office",
    "checkout",
    "membership",
    "announcement",
    "accessibility",
    "research",
)


@dataclass(frozen=True)
class Sketch:
    """What tells one experience from the next; the rest of its fields is drawn at random."""

    name: str
    is_live: bool
    frequency: str = "once"
    tags: tuple[str, ...] = ()
    platform: str = "web"


FLOWS = (
    Sketch("Welcome tour", is_live=False, tags=("onboarding",)),
    Sketch("Checkout tips", is_live=True, frequency="every_time", tags=("checkout",)),
    Sketch("Checkout survey", is_live=False, tags=("checkout", "research")),
    Sketch("Seat map walkthrough", is_live=True, tags=("onboarding", "box office")),
    Sketch("New season announcement", is_live=True, tags=("announcement",)),
    Sketch("Membership renewal nudge", is_live=True, frequency="every_time", tags=("membership",)),
    Sketch("Refund policy update", is_live=False, tags=("announcement", "box office")),
    Sketch("Group booking guide", is_live=False, tags=("box office",)),
    Sketch("Accessibility options", is_live=True, tags=("accessibility", "onboarding")),
    Sketch("Gift voucher promotion", is_live=False),
    Sketch("Matinée reminder", is_live=True, frequency="every_time"),
    Sketch("Password reset help", is_live=True, frequency="every_time"),
    Sketch('Backstage beta <!channel> & "quotes"', is_live=False, tags=("research",)),
    Sketch("Gala night, early access", is_live=False, tags=("membership", "announcement")),
)
PINS = (
    Sketch("Where is my ticket?", is_live=True, frequency="every_time", tags=("box office",)),
    Sketch("Seat view photos", is_live=True, frequency="every_time"),
    Sketch("Wheelchair spaces", is_live=True, frequency="every_time", tags=("accessibility",)),
    Sketch("Price bands explained", is_live=False, frequency="every_time", tags=("checkout",)),
    Sketch("Interval drinks", is_live=False, frequency="every_time"),
)
MOBILE = (
    Sketch("Mobile tickets introduction", is_live=True, tags=("onboarding",), platform="ios"),
    Sketch("Wallet pass prompt", is_live=True, platform="ios", tags=("box office",)),
    Sketch("Push permission primer", is_live=False, platform="android", tags=("onboarding",)),
    Sketch("Rate the evening", is_live=False, platform="android", tags=("research",)),
)
LAUNCHPADS = (
    Sketch("Help centre", is_live=True, frequency="every_time"),
    Sketch("What is on this month", is_live=True, frequency="every_time", tags=("announcement",)),
    Sketch("Members' corner", is_live=False, frequency="every_time", tags=("membership",)),
    Sketch("Staff onboarding", is_live=False, frequency="every_time", tags=("onboarding",)),
)
BANNERS = (
    Sketch("Strike notice", is_live=False, frequency="every_time", tags=("announcement",)),
    Sketch("Booking fee waived", is_live=True, tags=("checkout",)),
    Sketch("Maintenance on Sunday", is_live=False, frequency="every_time"),
    Sketch("Autumn programme is out", is_live=True, tags=("announcement",)),
    Sketch("Cookie choices", is_live=True, frequency="every_time"),
    Sketch("Members book first", is_live=True, tags=("membership",)),
)
CHECKLISTS = (
    Sketch("First booking", is_live=True, tags=("onboarding",)),
    Sketch("Set up your membership", is_live=True),
    Sketch("Front of house training", is_live=False),
    Sketch("Copy of First booking", is_live=False),
)
SKETCHES = {
    "flows": FLOWS,
    "pins": PINS,
    "mobile": MOBILE,
    "launchpads": LAUNCHPADS,
    "banners": BANNERS,
    "checklists": CHECKLISTS,
}

# Of 5,000 experiences in the large account, how many are of each kind.
LARGE_COUNTS = {
    "flows": 3000,
    "pins": 600,
    "mobile": 500,
    "launchpads": 200,
    "banners": 500,
    "checklists": 200,
}
LARGE_PLACES = ("Box office", "Stalls", "Balcony", "Foyer", "Stage door", "Members", "Education", "Tour")
LARGE_SUBJECTS = (
    "greeting",
    "survey",
    "reminder",
    "announcement",
    "hint",
    "promotion",
    "training",
    "question",
)
CHECKLIST_LABELS = (
    "Find a show",
    "Choose your seats",
    "Save a card",
    "Add it to your calendar",
    "Invite a friend",
)
