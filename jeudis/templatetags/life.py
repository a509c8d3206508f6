from django import template

register = template.Library()


@register.filter
def state(jeudi, at):
    """The state of a Jeudi at an instant."""
    return jeudi.state(at)
