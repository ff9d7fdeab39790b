package component

import (
	"slices"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// IsTerminal reports whether a status is final.
func IsTerminal(s awstypes.DeploymentStatus) bool {
	return s != awstypes.DeploymentStatusInProgress && s != awstypes.DeploymentStatusCancelling && slices.Contains(s.Values(), s)
}
