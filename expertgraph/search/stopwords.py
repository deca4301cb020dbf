"""Words that carry no topic, in the two languages of the product.  Data, not code: extend freely."""

from __future__ import annotations

ENGLISH = """
a about above after again all also am an and any are aren't as at be because been before being
below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during
each else ever few for from further get gets getting got had hadn't has hasn't have haven't having he he's
her here here's hers him his how how's however i i'd i'll i'm i've if in into is isn't it it's its itself
just let let's like may maybe me might more most much must mustn't my myself no nor not now of off ok on
once one only or other ought our ours out over own please quite rather really same say says see she should
shouldn't since so some such than thank thanks that that's the their theirs them then there there's these
they they'd they'll they're they've thing things think this those though through to too under until up us
use used using very want was wasn't way we we'd we'll we're we've well were weren't what what's when when's
where where's which while who who's whom why why's will with won't would wouldn't yes yet you you'd you'll
you're you've your yours yourself anybody anyone anything somebody someone something everybody everyone
everything hello hi dear regards
"""

DUTCH = """
aan al alle allemaal alleen als altijd andere anders bedankt ben bent bij dan dank dat de den
der deze die dit doe doen doet door dus een eens eigenlijk elk elke en er erg even gaan gaat ge geen geweest
goed graag groet groeten had hadden hallo heb hebben heeft hem het hier hij hoe hoi hun iemand iets ik in is
ja je jij jou jouw jullie kan kon kun kunnen kunt maar me meer men met mij mijn misschien moet moeten mogen
mag na naar nee niet niets nog nu of om omdat ons onze ook op over per pas s t te tegen toch toen tot u uit
uw van vanaf veel via volgens voor vooral waar waarom wanneer want waren was wat we wel welke werd wie wij
wil willen word worden wordt zal ze zei zeer zelf zich zij zijn zo zoals zonder zou zouden zullen weet weten
"""

STOP = frozenset((ENGLISH + DUTCH).split()) | frozenset("abcdefghijklmnopqrstuvwxyz")
