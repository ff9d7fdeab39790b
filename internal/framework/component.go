package framework

import (
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

// Summary has the thirteen attributes of the API's ComponentSummary, which ListComponents returns.
type Summary struct {
	ARN                       fwtypes.String    `tfsdk:"arn"`
	CreatedAt                 timetypes.RFC3339 `tfsdk:"created_at"`
	DeploymentStatus          fwtypes.String    `tfsdk:"deployment_status"`
	DeploymentStatusMessage   fwtypes.String    `tfsdk:"deployment_status_message"`
	EnvironmentName           fwtypes.String    `tfsdk:"environment_name"`
	LastAttemptedDeploymentID fwtypes.String    `tfsdk:"last_attempted_deployment_id"`
	LastDeploymentAttemptedAt timetypes.RFC3339 `tfsdk:"last_deployment_attempted_at"`
	LastDeploymentSucceededAt timetypes.RFC3339 `tfsdk:"last_deployment_succeeded_at"`
	LastModifiedAt            timetypes.RFC3339 `tfsdk:"last_modified_at"`
	LastSucceededDeploymentID fwtypes.String    `tfsdk:"last_succeeded_deployment_id"`
	Name                      fwtypes.String    `tfsdk:"name"`
	ServiceInstanceName       fwtypes.String    `tfsdk:"service_instance_name"`
	ServiceName               fwtypes.String    `tfsdk:"service_name"`
}

// Component has the sixteen attributes of the API's Component: a summary's and three more. Models embed it.
type Component struct {
	Summary

	Description            fwtypes.String `tfsdk:"description"`
	LastClientRequestToken fwtypes.String `tfsdk:"last_client_request_token"`
	ServiceSpec            fwtypes.String `tfsdk:"service_spec"`
}

// NewSummary converts a summary of the API. Members that it does not have are null.
func NewSummary(c *awstypes.ComponentSummary) Summary {
	return Summary{
		ARN:                       fwtypes.StringPointerValue(c.Arn),
		CreatedAt:                 inUTC(c.CreatedAt),
		DeploymentStatus:          statusOrNull(c.DeploymentStatus),
		DeploymentStatusMessage:   fwtypes.StringPointerValue(c.DeploymentStatusMessage),
		EnvironmentName:           fwtypes.StringPointerValue(c.EnvironmentName),
		LastAttemptedDeploymentID: fwtypes.StringPointerValue(c.LastAttemptedDeploymentId),
		LastDeploymentAttemptedAt: inUTC(c.LastDeploymentAttemptedAt),
		LastDeploymentSucceededAt: inUTC(c.LastDeploymentSucceededAt),
		LastModifiedAt:            inUTC(c.LastModifiedAt),
		LastSucceededDeploymentID: fwtypes.StringPointerValue(c.LastSucceededDeploymentId),
		Name:                      fwtypes.StringPointerValue(c.Name),
		ServiceInstanceName:       fwtypes.StringPointerValue(c.ServiceInstanceName),
		ServiceName:               fwtypes.StringPointerValue(c.ServiceName),
	}
}

// NewComponent converts a component of the API. Members that it does not have are null.
func NewComponent(c *awstypes.Component) Component {
	return Component{
		Summary: NewSummary(&awstypes.ComponentSummary{
			Arn:                       c.Arn,
			CreatedAt:                 c.CreatedAt,
			DeploymentStatus:          c.DeploymentStatus,
			DeploymentStatusMessage:   c.DeploymentStatusMessage,
			EnvironmentName:           c.EnvironmentName,
			LastAttemptedDeploymentId: c.LastAttemptedDeploymentId,
			LastDeploymentAttemptedAt: c.LastDeploymentAttemptedAt,
			LastDeploymentSucceededAt: c.LastDeploymentSucceededAt,
			LastModifiedAt:            c.LastModifiedAt,
			LastSucceededDeploymentId: c.LastSucceededDeploymentId,
			Name:                      c.Name,
			ServiceInstanceName:       c.ServiceInstanceName,
			ServiceName:               c.ServiceName,
		}),
		Description:            fwtypes.StringPointerValue(c.Description),
		LastClientRequestToken: fwtypes.StringPointerValue(c.LastClientRequestToken),
		ServiceSpec:            fwtypes.StringPointerValue(c.ServiceSpec),
	}
}

// inUTC returns a time of the API in UTC, including its fraction of a second.
func inUTC(t *time.Time) timetypes.RFC3339 {
	if t == nil {
		return timetypes.NewRFC3339Null()
	}
	// The constructors for a time.Time drop the fraction. The years that the SDK can parse have four digits, so this always parses.
	return timetypes.NewRFC3339ValueMust(t.UTC().Format(time.RFC3339Nano))
}

// statusOrNull returns a deployment status of the API, null if there is none.
func statusOrNull(s awstypes.DeploymentStatus) fwtypes.String {
	if s == "" {
		return fwtypes.StringNull()
	}
	return fwtypes.StringValue(string(s))
}

// Statuses lists the deployment statuses of the API.
const Statuses = "`IN_PROGRESS`, `SUCCEEDED`, `FAILED`, `CANCELLING`, `CANCELLED`, `DELETE_IN_PROGRESS`, `DELETE_FAILED` or `DELETE_COMPLETE`"

// attributes are those of [Component].
var attributes = map[string]dsschema.StringAttribute{
	"arn":                          computed("Amazon Resource Name (ARN) of the component."),
	"created_at":                   timestamp("Time of creation"),
	"deployment_status":            computed("Status of the component's deployment: " + Statuses + "."),
	"deployment_status_message":    sensitive("Message about the deployment status."),
	"description":                  sensitive("Description of the component."),
	"environment_name":             computed("Name of the Proton environment that the component belongs to."),
	"last_attempted_deployment_id": computed("ID of the last attempted deployment, which is the one that a cancellation stops."),
	"last_client_request_token":    computed("Client token of the last request that included one."),
	"last_deployment_attempted_at": timestamp("Time of the last attempted deployment"),
	"last_deployment_succeeded_at": timestamp("Time of the last successful deployment"),
	"last_modified_at":             timestamp("Time of the last modification"),
	"last_succeeded_deployment_id": computed("ID of the last successful deployment."),
	"name":                         computed("Name of the component in the API's response."),
	"service_instance_name":        computed("Name of the service instance that the component is attached to."),
	"service_name":                 computed("Name of the service that the instance belongs to."),
	"service_spec":                 sensitive("Service spec (YAML) with the component's service inputs."),
}

func computed(description string) dsschema.StringAttribute {
	return dsschema.StringAttribute{MarkdownDescription: description, Computed: true}
}

func timestamp(description string) dsschema.StringAttribute {
	a := computed(description + " (RFC 3339, UTC).")
	a.CustomType = timetypes.RFC3339Type{}
	return a
}

func sensitive(description string) dsschema.StringAttribute {
	a := computed(description + " The API marks it as sensitive.")
	a.Sensitive = true
	return a
}

// ResourceAttributes returns the attributes of [Component] as computed ones of a resource. The resource's ModifyPlan keeps
// their values in an update: a plan modifier on each attribute would run, and log, in every plan.
func ResourceAttributes() map[string]resourceschema.Attribute {
	all := make(map[string]resourceschema.Attribute, len(attributes))
	for name, a := range attributes {
		all[name] = resourceschema.StringAttribute{
			MarkdownDescription: a.MarkdownDescription, Computed: true, CustomType: a.CustomType, Sensitive: a.Sensitive,
		}
	}
	return all
}

// DataSourceAttributes returns the attributes of [Component] as computed ones of a data source.
func DataSourceAttributes() map[string]dsschema.Attribute {
	all := make(map[string]dsschema.Attribute, len(attributes))
	for name, a := range attributes {
		all[name] = a
	}
	return all
}

// SummaryAttributes returns the attributes of [Summary] as computed ones of a data source.
func SummaryAttributes() map[string]dsschema.Attribute {
	all := DataSourceAttributes()
	for _, name := range []string{"description", "last_client_request_token", "service_spec"} {
		delete(all, name)
	}
	return all
}
