// The appearance of CMYK without a profile. The only file with a model of inks.
//
// Untagged CMYK images need some profile, and a bare Debian has none. This one is computed from the
// colours in ISO 12647-2 for offset printing on coated paper, by the Neugebauer equations with the
// standard's dot gain. It is close to FOGRA39 and to the usual profiles of tagged images.
#pragma once

namespace photomill {

// A CMYK to Lab input profile in the given context (cmsContext), or null if memory is short. The
// caller closes it.
void* MakePrintProfile(void* context);

}  // namespace photomill
