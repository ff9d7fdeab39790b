package component

import awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

// IsTerminal reports whether a status is final.
func IsTerminal(s awstypes.DeploymentStatus) bool {
	switch s {
	case awstypes.DeploymentStatusCancelled, awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed:
		return true
	default:
		return isDeleted(s)
	}
}

// isDeleted reports whether a status is one of the component's deletion.
func isDeleted(s awstypes.DeploymentStatus) bool {
	switch s {
	case awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		return true
	default:
		return false
	}
}
