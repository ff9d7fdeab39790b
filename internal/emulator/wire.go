package emulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

const (
	defaultRegion = "us-east-1"
	account       = "123456789012"
)

// timestamp is a time as AWS JSON carries it: seconds and their thousandths.
type timestamp struct{ time.Time }

// MarshalJSON implements json.Marshaler.
func (t timestamp) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(t.UnixMilli())/1000, 'f', 3, 64), nil
}

type wireSummary struct {
	ARN                       string                 `json:"arn"`
	CreatedAt                 timestamp              `json:"createdAt"`
	DeploymentStatus          types.DeploymentStatus `json:"deploymentStatus"`
	DeploymentStatusMessage   string                 `json:"deploymentStatusMessage,omitempty"`
	EnvironmentName           string                 `json:"environmentName"`
	LastAttemptedDeploymentID string                 `json:"lastAttemptedDeploymentId,omitempty"`
	LastDeploymentAttemptedAt timestamp              `json:"lastDeploymentAttemptedAt,omitzero"`
	LastDeploymentSucceededAt timestamp              `json:"lastDeploymentSucceededAt,omitzero"`
	LastModifiedAt            timestamp              `json:"lastModifiedAt"`
	LastSucceededDeploymentID string                 `json:"lastSucceededDeploymentId,omitempty"`
	Name                      string                 `json:"name"`
	ServiceInstanceName       string                 `json:"serviceInstanceName,omitempty"`
	ServiceName               string                 `json:"serviceName,omitempty"`
}

type wireComponent struct {
	wireSummary
	Description            string `json:"description,omitempty"`
	LastClientRequestToken string `json:"lastClientRequestToken,omitempty"`
	ServiceSpec            string `json:"serviceSpec,omitempty"`
}

// componentOutput is what every operation but ListComponents answers.
type componentOutput struct {
	Component wireComponent `json:"component"`
}

func (t turn) answer(c Component) componentOutput {
	return componentOutput{wireComponent{
		wireSummary:            summarize(c, t.region),
		Description:            c.Description,
		LastClientRequestToken: c.LastClientRequestToken,
		ServiceSpec:            c.ServiceSpec,
	}}
}

func summarize(c Component, region string) wireSummary {
	return wireSummary{
		ARN:                       arn(region, c.ID),
		CreatedAt:                 timestamp{c.CreatedAt},
		DeploymentStatus:          c.Status,
		DeploymentStatusMessage:   c.StatusMessage,
		EnvironmentName:           c.EnvironmentName,
		LastAttemptedDeploymentID: c.DeploymentID,
		LastDeploymentAttemptedAt: timestamp{c.LastDeploymentAttemptedAt},
		LastDeploymentSucceededAt: timestamp{c.LastDeploymentSucceededAt},
		LastModifiedAt:            timestamp{c.LastModifiedAt},
		LastSucceededDeploymentID: c.LastSucceededDeploymentID,
		Name:                      c.Name,
		ServiceInstanceName:       c.ServiceInstanceName,
		ServiceName:               c.ServiceName,
	}
}

// arn names a component in the region that the call was signed for.
func arn(region, id string) string {
	if region == "" {
		region = defaultRegion
	}
	return fmt.Sprintf("arn:%s:proton:%s:%s:component/%s", partition(region), region, account, id)
}

func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}
