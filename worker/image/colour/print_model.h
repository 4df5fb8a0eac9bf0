// What CMYK looks like when nobody says: the only file that knows about ink.
//
// Untagged CMYK pictures need some profile, and a bare Debian has none. This one is made from the
// colours that ISO 12647-2 gives for offset printing on coated paper, by the Neugebauer equations
// with the standard's dot gain. It is close to FOGRA39 and to what tagged pictures usually carry.
#pragma once

namespace photomill {

// A CMYK to Lab input profile in the given context (cmsContext), or null where memory is short.
// The caller closes it.
void* MakePrintProfile(void* context);

}  // namespace photomill
