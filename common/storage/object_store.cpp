#include "common/storage/object_store.h"

namespace photomill {

Status ObjectStore::Commit(const std::vector<StagedObject>& staged) {
  return Publish({{staged, {}}}).front().status;
}

}  // namespace photomill
